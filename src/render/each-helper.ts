import type { HelperCall } from './render-frame.ts';

interface Entry {
  readonly key: string | number;
  readonly item: unknown;
}

function entriesOf(value: unknown): readonly Entry[] {
  if (Array.isArray(value)) return value.map((item: unknown, key) => ({ key, item }));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).map(([key, item]) => ({ key, item }));
}

/** Says how many alerts were left out: in the text that is open, or in a block of its own between blocks. */
function drawRest(call: HelperCall, rest: number): string {
  const { frame } = call;
  const text = frame.language.phrase('list.more', { count: rest });
  if (frame.open !== undefined) return frame.open.kind === 'text' ? `${text}\n` : '';
  frame.builder.context(text);
  return '';
}

/** Draws entries until `hasRoomFor` a text of that length says no; tells what was drawn, and how many. */
function drawEntries(
  call: HelperCall,
  entries: readonly Entry[],
  hasRoomFor: (length: number) => boolean,
): { readonly text: string; readonly drawn: number } {
  let text = '';
  for (const [index, { key, item }] of entries.entries()) {
    if (!hasRoomFor(text.length)) return { text, drawn: index };
    const isLast = index === entries.length - 1;
    const drawn = call.bodyFor(item, { ...call.data, key, index, first: index === 0, last: isLast });
    // Outside a text the item's blocks are in the message already, and there is nothing to take back.
    if (call.frame.open !== undefined && !hasRoomFor(text.length + drawn.length)) return { text, drawn: index };
    text += drawn;
  }
  return { text, drawn: entries.length };
}

/** A list of alerts, drawn as far as the message has room; what is left out is counted. */
function drawAlerts(call: HelperCall, entries: readonly Entry[], total: number): string {
  const { frame } = call;
  const { text, drawn } = drawEntries(
    call,
    entries,
    (length) => frame.builder.hasRoomForText && frame.used + length <= frame.listBudget,
  );
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
  if (entries.length === 0) return call.otherwise();
  const { limit } = call.hash;
  const wanted = typeof limit === 'number' ? entries.slice(0, limit) : entries;
  const total = call.frame.totals.get(call.args[0]);
  if (total !== undefined) return drawAlerts(call, wanted, total);
  const { text } = drawEntries(call, wanted, () => true);
  return wanted.length < entries.length ? `${text}…` : text;
}
