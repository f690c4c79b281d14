import type { VNode } from 'preact';
import { useRef } from 'preact/hooks';
import type { TemplateFaultShown } from '../../../core/api/templates.ts';
import { useTexts } from '../frame/texts.ts';

/** The template's source with its line numbers, and what is wrong with it below. */
export function Editor(props: {
  readonly source: string;
  readonly faults: readonly TemplateFaultShown[];
  readonly isChanged: boolean;
  onChange(source: string): void;
  onReset(): void;
}): VNode {
  const { t } = useTexts();
  const { source, faults } = props;
  const box = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLPreElement>(null);
  const faulty = new Set(faults.map(({ line }) => line));
  const lines = source.split('\n');
  const scroll = (): void => {
    if (gutter.current !== null) gutter.current.scrollTop = box.current?.scrollTop ?? 0;
  };
  return (
    <section class="editor" aria-label={t('templates.source')}>
      <div class="editor-box">
        <pre ref={gutter} aria-hidden="true">
          {lines.map((_, index) => (
            <span key={index} class={faulty.has(index + 1) ? 'faulty' : ''}>{`${index + 1}\n`}</span>
          ))}
        </pre>
        <textarea
          ref={box}
          aria-label={t('templates.source')}
          value={source}
          spellcheck={false}
          wrap="off"
          onScroll={scroll}
          onInput={(event) => props.onChange(event.currentTarget.value)}
        />
      </div>
      <div class="editor-foot">
        <Faults faults={faults} onGo={(fault) => goTo(box.current, lines, fault)} />
        {props.isChanged && (
          <>
            <button type="button" class="button" onClick={props.onReset}>
              {t('templates.reset')}
            </button>
            <span class="muted">{t('templates.not_stored')}</span>
          </>
        )}
      </div>
    </section>
  );
}

function Faults(props: {
  readonly faults: readonly TemplateFaultShown[];
  onGo(fault: TemplateFaultShown): void;
}): VNode {
  const { t } = useTexts();
  return (
    <ul class="faults" aria-live="polite">
      {props.faults.map((fault) => (
        <li key={`${fault.line}:${fault.column}:${fault.reason}`}>
          <button type="button" class="failure" onClick={() => props.onGo(fault)}>
            {t('templates.fault', { line: fault.line, column: fault.column, reason: fault.reason })}
            {fault.hint !== undefined && ` – ${fault.hint}`}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Puts the cursor where the fault is. */
function goTo(box: HTMLTextAreaElement | null, lines: readonly string[], fault: TemplateFaultShown): void {
  if (box === null) return;
  const before = lines.slice(0, fault.line - 1).reduce((all, line) => all + line.length + 1, 0);
  const at = before + Math.max(0, fault.column - 1);
  box.focus();
  box.setSelectionRange(at, at);
}
