import type { VNode } from 'preact';
import { Scrollable } from '../slack/scrollable.ts';
import { ContentMessage, Failure } from './content-message.tsx';
import { type LoadedLife, tellingKey } from './use-lives.ts';

/** One group in all languages (columns) by all templates (rows), in one state of its life. */
export function Grid(props: {
  readonly templates: readonly string[];
  readonly locales: readonly string[];
  readonly lives: ReadonlyMap<string, LoadedLife>;
  readonly state: string | undefined;
  readonly width: 'phone' | 'desktop';
}): VNode {
  const { templates, locales, lives, state } = props;
  return (
    <Scrollable class={`grid ${props.width}`} label="Messages by language">
      <table>
        <thead>
          <tr>
            {locales.map((locale) => (
              <th key={locale} scope="col">
                {languageName(locale)} <small>{locale}</small>
              </th>
            ))}
          </tr>
        </thead>
        {templates.map((template) => (
          <tbody key={template}>
            <tr class="template-name">
              <th colSpan={locales.length} scope="rowgroup">
                <span>{template}</span>
              </th>
            </tr>
            <tr>
              {locales.map((locale) => (
                <td key={locale}>
                  <Cell loaded={lives.get(tellingKey({ template, locale }))} locale={locale} state={state} />
                </td>
              ))}
            </tr>
          </tbody>
        ))}
      </table>
    </Scrollable>
  );
}

function Cell(props: {
  readonly loaded: LoadedLife | undefined;
  readonly locale: string;
  readonly state: string | undefined;
}): VNode {
  const { loaded, locale, state } = props;
  if (loaded === undefined) return <p class="empty">…</p>;
  if (loaded.life === undefined) return <p class="failure">{loaded.fault}</p>;
  const frame = loaded.life.frames.find(({ name }) => name === state) ?? loaded.life.frames[0];
  if (frame === undefined || (state !== undefined && frame.name !== state)) {
    return <p class="empty">This group is never “{state}”.</p>;
  }
  return (
    <>
      {frame.failure !== undefined && <Failure reason={frame.failure} />}
      <ContentMessage content={frame.message} locale={locale} at={frame.at} />
    </>
  );
}

/** What a language calls itself. */
function languageName(locale: string): string {
  return new Intl.DisplayNames([locale], { type: 'language', fallback: 'code' }).of(locale) ?? locale;
}
