/** Reads a channel or a thread back, to find what was sent without our hearing of it. */
import type { ChannelId, MessageTs } from '../core/ids.ts';
import { messageTs } from '../core/ids.ts';
import type { FindRequest, FindResult, SendResult } from '../delivery/sender.ts';

type Failure = SendResult & { readonly ok: false };

/** One call of Slack's Web API: its answer, or why there is none. */
export type CallSlack = (
  method: 'conversations.history' | 'conversations.replies' | 'conversations.join',
  args: Readonly<Record<string, unknown>>,
) => Promise<{ readonly ok: true; readonly answer: object } | Failure>;

/** Fewer than the most that Slack allows (999): "we recommend no more than 200 results at a time" (pagination page). */
const PAGE_SIZE = 200;

/** So many messages came in between that nobody can read them all; a channel with that many is not read by people either. */
const MAX_PAGES = 25;

/** History wants a conversation's id; a name is only good for posting. */
const CONVERSATION_ID = /^[CDG][A-Z0-9]+$/;

export async function findMessages(call: CallSlack, request: FindRequest, eventType: string): Promise<FindResult> {
  if (!CONVERSATION_ID.test(request.channel)) {
    return {
      ok: false,
      reason: 'channel_not_found',
      detail: 'only a channel that is configured by its id can be read',
    };
  }
  const first = await readAll(call, request, eventType);
  if (first.ok || first.reason !== 'not_in_channel') return first;
  const joined = await call('conversations.join', { channel: request.channel });
  return joined.ok ? readAll(call, request, eventType) : joined;
}

async function readAll(call: CallSlack, request: FindRequest, eventType: string): Promise<FindResult> {
  const messages: { readonly ts: MessageTs; readonly deliveryId: string }[] = [];
  let cursor = '';
  for (let page = 0; page < MAX_PAGES; page++) {
    const result = await call(...pageCall(request, cursor));
    if (!result.ok) return result;
    messages.push(...listOf(result.answer).flatMap((message) => readMessage(message, eventType)));
    cursor = nextCursor(result.answer);
    if (cursor === '') return { ok: true, messages };
  }
  return { ok: false, reason: 'bad_answer', detail: `more than ${MAX_PAGES * PAGE_SIZE} messages to look through` };
}

function pageCall({ channel, since, threadTs }: FindRequest, cursor: string): Parameters<CallSlack> {
  const args = {
    channel: channel satisfies ChannelId,
    oldest: (since / 1_000).toFixed(6),
    inclusive: true,
    include_all_metadata: true,
    limit: PAGE_SIZE,
    ...(cursor === '' ? {} : { cursor }),
  };
  return threadTs === undefined
    ? ['conversations.history', args]
    : ['conversations.replies', { ...args, ts: threadTs }];
}

function listOf(answer: object): readonly unknown[] {
  const messages: unknown = Reflect.get(answer, 'messages');
  return Array.isArray(messages) ? messages : [];
}

function nextCursor(answer: object): string {
  const metadata: unknown = Reflect.get(answer, 'response_metadata');
  const cursor: unknown = isObject(metadata) ? Reflect.get(metadata, 'next_cursor') : undefined;
  return typeof cursor === 'string' ? cursor : '';
}

/** None for messages that are not ours. */
function readMessage(message: unknown, eventType: string) {
  if (!isObject(message)) return [];
  const ts: unknown = Reflect.get(message, 'ts');
  const metadata: unknown = Reflect.get(message, 'metadata');
  if (typeof ts !== 'string' || !isObject(metadata) || Reflect.get(metadata, 'event_type') !== eventType) return [];
  const payload: unknown = Reflect.get(metadata, 'event_payload');
  const deliveryId: unknown = isObject(payload) ? Reflect.get(payload, 'delivery_id') : undefined;
  return typeof deliveryId === 'string' ? [{ ts: messageTs(ts), deliveryId }] : [];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
