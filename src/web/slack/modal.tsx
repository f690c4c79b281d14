import type { VNode } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { GivenValue, GivenValues, PageOutcome, PageView } from '../../core/sandbox-page.ts';
import { Blocks } from '../block-kit/block.tsx';
import { isJson, stringOf } from '../block-kit/block-json.ts';
import { type Drawing, DrawingContext, type Use, useDrawing } from '../block-kit/drawing.ts';
import { withEmoji } from '../block-kit/emoji.ts';

export interface ModalProps {
  readonly view: PageView;
  /** How many modals lie one above the other. */
  readonly depth: number;
  submit(values: GivenValues): Promise<PageOutcome | undefined>;
  /** Closes this modal, or all of the stack. */
  close(isAll: boolean): void;
  act(use: Use, values: GivenValues): void;
}

/**
 * A modal with its inputs. As Slack does, it keeps what was given to an input while the app draws the modal anew with an
 * input of the same ids, and shows what the app finds wrong.
 */
export function Modal(props: ModalProps): VNode {
  const { view } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const given = useRef<Record<string, Record<string, GivenValue>>>({});
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [isBusy, setBusy] = useState(false);
  useLayoutEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
  }, []);
  useLayoutEffect(() => {
    const shown = new Set(view.blocks.filter(isJson).map((block) => stringOf(block, 'block_id')));
    const kept = Object.entries(given.current).filter(([blockId]) => shown.has(blockId));
    given.current = Object.fromEntries(kept);
    setErrors({});
  }, [view.hash]);
  const drawing = useModalDrawing(props, given, errors);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    const outcome = await props.submit(given.current);
    setBusy(false);
    setErrors(outcome?.errors ?? {});
  };
  const cancel = (event: Event): void => {
    event.preventDefault();
    props.close(false);
  };
  return (
    <dialog class="modal" ref={dialog} aria-label={view.title.text} onCancel={cancel}>
      <form onSubmit={submit} noValidate>
        <header>
          <h2>{withEmoji(view.title.text)}</h2>
          {props.depth > 1 && (
            <button type="button" class="button" onClick={() => props.close(false)}>
              Back
            </button>
          )}
          <button type="button" class="button" aria-label="Close" onClick={() => props.close(true)}>
            ✕
          </button>
        </header>
        <div class="modal-body">
          <DrawingContext.Provider value={drawing}>
            <Blocks blocks={view.blocks} />
          </DrawingContext.Provider>
        </div>
        <footer>
          <button type="button" class="button" onClick={() => props.close(false)}>
            {withEmoji(view.close?.text ?? 'Cancel')}
          </button>
          {view.submit && (
            <button type="submit" class="button solid primary" disabled={isBusy}>
              {withEmoji(view.submit.text)}
            </button>
          )}
        </footer>
      </form>
    </dialog>
  );
}

function useModalDrawing(
  props: ModalProps,
  given: { readonly current: Record<string, Record<string, GivenValue>> },
  errors: Readonly<Record<string, string>>,
): Drawing {
  const outer = useDrawing();
  return useMemo(
    () => ({
      ...outer,
      errors,
      act: (use) => props.act(use, given.current),
      keep: ({ element, blockId, value = '' }) => {
        const block = given.current[blockId] ?? {};
        given.current[blockId] = { ...block, [stringOf(element, 'action_id')]: value };
      },
    }),
    [outer, errors, props, given],
  );
}
