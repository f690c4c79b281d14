import { type Answer, accept, isRefusal, type Refusal, refuse } from '../answer.ts';
import { type Arguments, jsonArguments } from '../arguments.ts';
import { isObject } from '../block-kit/check-rule.ts';
import { readContent } from '../message-content.ts';
import type { PublicMethod } from '../method.ts';

const KINDS = ['blocks', 'message', 'view'] as const;

/**
 * Tells whether Slack would take blocks or a message, without a token. Exactly one of `blocks`, `message` and `view`, as
 * JSON; a missing `text` is not minded. Views are not checked here: the sandbox has no rules for them.
 */
export const blocksValidate: PublicMethod = {
  name: 'blocks.validate',
  run(args) {
    const given = KINDS.filter((kind) => args.json(kind).kind !== 'absent');
    const [kind] = given;
    if (kind === undefined || given.length > 1) return refuse('invalid_arguments');
    if (kind === 'view') return refuse('unsupported_by_sandbox');
    const field = args.json(kind);
    if (field.kind !== 'value') return refuse('invalid_arguments');
    const message = kind === 'blocks' ? { blocks: field.value } : field.value;
    if (!isObject(message)) return refuse(`invalid_${kind}`, { errors: [problem('', 'must provide an object')] });
    return judged(jsonArguments(message), kind);
  },
};

function judged(message: Arguments, kind: 'blocks' | 'message'): Answer {
  const read = readContent(message, true);
  return isRefusal(read) ? refuse(`invalid_${kind}`, { errors: problemsOf(read, kind) }) : accept();
}

/** Pointers into blocks that stand alone begin at their list; the code is the one that Slack's page names. */
function problemsOf({ error, errors }: Refusal, kind: 'blocks' | 'message') {
  if (!Array.isArray(errors)) return [problem('', error)];
  return errors.map(String).map((text) => {
    const [, message = text, pointer = ''] = /^(.*) \[json-pointer:(.*)\]$/s.exec(text) ?? [];
    return problem(kind === 'blocks' ? pointer.replace(/^\/blocks/, '') : pointer, message);
  });
}

function problem(pointer: string, message: string) {
  return { pointer, code: 'failed_constraint', message };
}
