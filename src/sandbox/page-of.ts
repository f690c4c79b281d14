import { type Refusal, refuse } from './answer.ts';
import { type Arguments, countArgument } from './arguments.ts';

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly hasMore: boolean;
  /** Empty on the last page. */
  readonly nextCursor: string;
}

/** One page of a list, by Slack's `limit` and `cursor`; a cursor names the key of the page's first item. */
export function pageOf<Item>(
  all: readonly Item[],
  args: Arguments,
  rules: { readonly keyOf: (item: Item) => string; readonly fallback: number; readonly max: number },
): Page<Item> | Refusal {
  const start = startOf(all, args.string('cursor'), rules.keyOf);
  if (start < 0) return refuse('invalid_cursor');
  const limit = countArgument(args, 'limit', rules);
  const next = all[start + limit];
  return {
    items: all.slice(start, start + limit),
    hasMore: next !== undefined,
    nextCursor: next === undefined ? '' : Buffer.from(`next:${rules.keyOf(next)}`).toString('base64'),
  };
}

function startOf<Item>(all: readonly Item[], cursor: string | undefined, keyOf: (item: Item) => string): number {
  if (cursor === undefined || cursor === '') return 0;
  const decoded = Buffer.from(cursor, 'base64').toString();
  return decoded.startsWith('next:') ? all.findIndex((item) => keyOf(item) === decoded.slice('next:'.length)) : -1;
}
