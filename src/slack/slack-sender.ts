import type { Content } from '../core/content.ts';
import { DELIVERY_REASONS } from '../core/errors.ts';
import { channelId, messageTs, type TenantId } from '../core/ids.ts';
import type { Secret } from '../core/secret.ts';
import type { OpenResult, PostRequest, Sender, SendResult, UpdateRequest } from '../delivery/sender.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { findMessages } from './find-messages.ts';
import { type Answer, type Answered, postJson } from './post-json.ts';
import { createSlackClients } from './slack-clients.ts';
import { explainSlackError } from './slack-errors.ts';
import { createUndiciFetch } from './undici-fetch.ts';

/** Type of the metadata that every post carries; a look into a channel's history finds our posts by it. */
export const METADATA_EVENT_TYPE = 'tocsin_group';

const METHODS = [
  'chat.postMessage',
  'chat.update',
  'conversations.history',
  'conversations.replies',
  'conversations.join',
  'conversations.open',
  'chat.getPermalink',
] as const;
type Method = (typeof METHODS)[number];

export interface SlackSenderOptions {
  /** Where Slack's Web API is, e.g. `https://slack.com/api/`. */
  readonly apiUrl: string;
  /** Bounds a whole call. */
  readonly timeoutMs: number;
  /** The tenant's workspace now, or why it has none. The same token is the same object from call to call. */
  readonly workspaceOf: (tenantId: TenantId) => WorkspaceToken | Promise<WorkspaceToken> | undefined;
  readonly metrics: Metrics;
}

type WorkspaceToken = { readonly botToken: Secret } | Failure;

interface Call {
  readonly tenantId: TenantId;
  readonly method: Method;
  readonly make: (botToken: Secret) => Promise<Answered>;
}

interface Question {
  readonly tenantId: TenantId;
  readonly method: Method;
  readonly args: Readonly<Record<string, unknown>>;
}

type Failure = SendResult & { readonly ok: false };

const NO_WORKSPACE: Failure = { ok: false, reason: 'token_invalid', detail: 'the tenant has no Slack workspace' };

type Sent = SendResult & { readonly ok: true };

/** What an answer says to us; `bad_answer` when it does not say what it must. */
type Read<T> = (answer: Answer) => T | Failure;

/** Sends through Slack's Web API. `close` waits for the calls under way, no longer than it is told. */
export function createSlackSender(options: SlackSenderOptions): Sender & { close(patienceMs?: number): Promise<void> } {
  const { workspaceOf, metrics } = options;
  const { fetch, close } = createUndiciFetch(options);
  const apiUrl = options.apiUrl.endsWith('/') ? options.apiUrl : `${options.apiUrl}/`;
  const clientOf = createSlackClients({ apiUrl, fetch });
  startAtZero(metrics);

  /** Says something to the channel. */
  const tell = (tenantId: TenantId, method: Method, body: string): Promise<Sent | Failure> => {
    const url = `${apiUrl}${method}`;
    return send<Sent>({ tenantId, method, make: (token) => postJson(fetch, { url, token, body }) }, readSent);
  };

  async function attempt<T>({ make }: Call, botToken: Secret, read: Read<T>): Promise<T | Failure> {
    try {
      const answered = await make(botToken);
      return answered.ok ? read(answered.answer) : answered;
    } catch (error) {
      return { ok: false, ...explainSlackError(error) };
    }
  }

  async function send<T extends { readonly ok: true }>(call: Call, read: Read<T>): Promise<T | Failure> {
    const { tenantId, method } = call;
    const workspace = (await workspaceOf(tenantId)) ?? NO_WORKSPACE;
    if (!('botToken' in workspace)) return workspace;
    const stopTimer = metrics.slackRequestSeconds.startTimer({ method });
    const result = await attempt(call, workspace.botToken, read);
    stopTimer();
    metrics.slackRequests.inc({ method, outcome: result.ok ? 'ok' : result.reason });
    if (!result.ok && result.reason === 'rate_limited') {
      metrics.slackRateLimited.inc({ tenant: metrics.tenantLabel(tenantId), method });
    }
    return result;
  }

  /** A call whose answer is read, through the WebClient. */
  const ask = <T extends { readonly ok: true }>(
    { tenantId, method, args }: Question,
    read: Read<T>,
  ): Promise<T | Failure> => {
    const make = async (token: Secret): Promise<Answered> => {
      const answer = await clientOf(tenantId, token).apiCall(method, args);
      return { ok: true, answer: { ...answer } };
    };
    return send({ tenantId, method, make }, read);
  };

  return {
    post: (request) => tell(request.tenantId, 'chat.postMessage', postBody(request)),
    update: (request) => tell(request.tenantId, 'chat.update', updateBody(request)),
    find: (wanted) => {
      const { tenantId } = wanted;
      const look = (method: Method, args: Question['args']) =>
        ask({ tenantId, method, args }, (answer) => ({ ok: true, answer }));
      return findMessages(look, wanted, METADATA_EVENT_TYPE);
    },
    openDirect: ({ tenantId, person: users }) =>
      ask({ tenantId, method: 'conversations.open', args: { users } }, readOpened),
    linkTo: async ({ tenantId, channel, ts }) => {
      const args = { channel, message_ts: ts };
      const link = await ask({ tenantId, method: 'chat.getPermalink', args }, readLink);
      return link.ok ? link.url : undefined;
    },
    close,
  };
}

function postBody({ channel, content, threadTs, deliveryId }: PostRequest): string {
  return bodyOf({
    channel: JSON.stringify(channel),
    ...blockFields(content),
    ...(content.attachments === undefined ? {} : { attachments: attachmentsOf(content) }),
    metadata: JSON.stringify({ event_type: METADATA_EVENT_TYPE, event_payload: { delivery_id: deliveryId } }),
    unfurl_links: 'false',
    unfurl_media: 'false',
    ...(threadTs === undefined ? {} : { thread_ts: JSON.stringify(threadTs) }),
  });
}

/**
 * Metadata is left out, which keeps the message's own; attachments are always said, since those of the old message would
 * stay too (chat.update page).
 */
function updateBody({ channel, ts, content }: UpdateRequest): string {
  return bodyOf({
    channel: JSON.stringify(channel),
    ts: JSON.stringify(ts),
    ...blockFields(content),
    attachments: attachmentsOf(content),
  });
}

/** An object of fields that are JSON already: what the renderer wrote is not written again. */
function bodyOf(fields: Readonly<Record<string, string>>): string {
  return `{${Object.entries(fields)
    .map(([name, json]) => `"${name}":${json}`)
    .join(',')}}`;
}

function blockFields({ text, blocks, json }: Content) {
  return { text: JSON.stringify(text), blocks: json?.blocks ?? JSON.stringify(blocks) };
}

function attachmentsOf({ attachments = [], json }: Content): string {
  return json?.attachments ?? JSON.stringify(attachments);
}

function readSent({ channel, ts }: Answer): SendResult {
  if (typeof channel !== 'string' || typeof ts !== 'string' || channel === '' || ts === '') {
    return { ok: false, reason: 'bad_answer', detail: 'the answer names no channel and ts' };
  }
  return { ok: true, channel: channelId(channel), ts: messageTs(ts) };
}

function readOpened({ channel }: Answer): OpenResult {
  const id: unknown = typeof channel === 'object' && channel !== null ? Reflect.get(channel, 'id') : undefined;
  if (typeof id === 'string' && id !== '') return { ok: true, channel: channelId(id) };
  return { ok: false, reason: 'bad_answer', detail: 'the answer names no conversation' };
}

function readLink({ permalink }: Answer): { readonly ok: true; readonly url: string | undefined } {
  return { ok: true, url: typeof permalink === 'string' ? permalink : undefined };
}

function startAtZero(metrics: Metrics): void {
  for (const method of METHODS) {
    for (const outcome of ['ok', ...Object.keys(DELIVERY_REASONS)]) metrics.slackRequests.inc({ method, outcome }, 0);
  }
}
