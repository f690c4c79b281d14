import type { HelperCall } from './helper-call.ts';
import { SLACK_LIMITS } from './slack-limits.ts';
import { TextMap } from './text-map.ts';

interface Entries {
  readonly items: readonly unknown[];
  /** Names of the items; absent for a list, whose items have numbers. */
  readonly keys?: readonly string[];
}

function entriesOf(value: unknown): Entries {
  if (Array.isArray(value)) return { items: value };
  if (value instanceof TextMap) {
    return { items: value.pairs.map((pair) => pair.value), keys: value.pairs.map((pair) => pair.name) };
  }
  if (typeof value !== 'object' || value === null) return { items: [] };
  return { items: Object.values(value), keys: Object.keys(value) };
}

/** Says how many were left out: in the text that is open, below the table, or in a block of its own between blocks. */
function drawRest({ frame }: HelperCall, rest: number): string {
  const { open } = frame;
  if (open?.kind === 'table') open.draft.rest += rest;
  if (open !== undefined && open.kind !== 'text') return '';
  const text = frame.language.phrase('list.more', { count: rest });
  if (open !== undefined) return `${text}\n`;
  frame.builder.context(text);
  return '';
}

/** Draws entries until `hasRoomFor` a text of that length says no; tells what was drawn, and how many. */
function drawEntries(
  call: HelperCall,
  { items, keys }: Entries,
  hasRoomFor: (length: number) => boolean,
): { readonly text: string; readonly drawn: number } {
  const last = items.length - 1;
  let text = '';
  for (const [index, item] of items.entries()) {
    if (!hasRoomFor(text.length)) return { text, drawn: index };
    const loop = { key: keys?.[index] ?? index, index, first: index === 0, last: index === last };
    const drawn = call.bodyFor(item, loop);
    // Outside a text the item's blocks are in the message already, and there is nothing to take back.
    if (call.frame.open?.kind === 'text' && !hasRoomFor(text.length + drawn.length)) return { text, drawn: index };
    text += drawn;
  }
  return { text, drawn: items.length };
}

/** A list whose true length is known, drawn as far as the message has room; what is left out is counted. */
function drawCounted(call: HelperCall, entries: Entries, total: number): string {
  const { frame } = call;
  const hasRoomFor = (length: number): boolean => {
    if (frame.open?.kind === 'table' && frame.open.draft.rowCount >= SLACK_LIMITS.tableRows - 1) return false;
    return frame.builder.hasRoomForText && frame.used + length <= frame.listBudget;
  };
  const { text, drawn } = drawEntries(call, entries, hasRoomFor);
  const all = drawn < total ? text + drawRest(call, total - drawn) : text;
  if (frame.open?.kind === 'text') frame.open.pending += all.length;
  return all;
}

/**
 * `{{#each}}` over a list or a map, at most `limit` items. A list of alerts is drawn in its order as far as the message
 * has room, and what is left out is counted; of any other list that `limit` cuts, an ellipsis tells.
 */
export function each(call: HelperCall): string {
  const entries = entriesOf(call.args[0]);
  const { length } = entries.items;
  if (length === 0) return call.otherwise();
  const { limit } = call.hash;
  const wanted = typeof limit === 'number' ? { ...entries, items: entries.items.slice(0, limit) } : entries;
  const total = call.frame.totals.get(call.args[0]);
  if (total !== undefined) return drawCounted(call, wanted, total);
  const { text } = drawEntries(call, wanted, () => true);
  return wanted.items.length < length ? `${text}…` : text;
}
