import { isRefusal } from './answer.ts';
import { isObject } from './block-kit/check-rule.ts';
import { readView, type ViewContent } from './view-content.ts';
import { inputBlockIds } from './view-state.ts';

/** What an app's answer to a submission asks for ([D] modals, "Update a view via response_action"). */
export type ViewAnswer =
  | { readonly kind: 'close' }
  | { readonly kind: 'clear' }
  | { readonly kind: 'errors'; readonly errors: Readonly<Record<string, string>> }
  | { readonly kind: 'update' | 'push'; readonly content: ViewContent }
  /** Slack would not take it, and tell the person that there was trouble. */
  | { readonly kind: 'fault'; readonly fault: string };

/** Reads the body of the answer as strictly as Slack: empty closes the modal, all else must be a `response_action`. */
export function readViewAnswer(
  body: string,
  shown: { readonly blocks: readonly unknown[]; readonly validate: boolean },
): ViewAnswer {
  if (body.trim() === '') return { kind: 'close' };
  const answer = parse(body);
  if (!isObject(answer)) return { kind: 'fault', fault: 'the body is neither empty nor a JSON object' };
  switch (answer.response_action) {
    case undefined:
      return Object.keys(answer).length === 0 ? { kind: 'close' } : fault('there is no response_action');
    case 'clear':
      return { kind: 'clear' };
    case 'errors':
      return readErrors(answer.errors, inputBlockIds(shown.blocks));
    case 'update':
    case 'push':
      return readContent(answer.response_action, answer.view, shown.validate);
    default:
      return fault(`response_action "${String(answer.response_action)}" is not known`);
  }
}

function readErrors(errors: unknown, inputs: readonly string[]): ViewAnswer {
  if (!isObject(errors) || Object.keys(errors).length === 0) return fault('errors is not an object with block_ids');
  const stray = Object.keys(errors).find((blockId) => !inputs.includes(blockId));
  if (stray !== undefined) return fault(`errors names "${stray}", which is no input block of the view`);
  const texts = Object.entries(errors).map(([blockId, text]) => [blockId, String(text)] as const);
  return { kind: 'errors', errors: Object.fromEntries(texts) };
}

function readContent(kind: 'update' | 'push', view: unknown, validate: boolean): ViewAnswer {
  const content = readView({ kind: 'value', value: view }, validate);
  return isRefusal(content) ? fault(`the view is refused: ${JSON.stringify(content)}`) : { kind, content };
}

function fault(text: string): ViewAnswer {
  return { kind: 'fault', fault: text };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
