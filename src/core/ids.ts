/**
 * Branded identifiers. They are made only here and at the edges (parsers of config, payloads and Slack answers),
 * so that a receiver's name can never be passed where a channel is meant.
 */
import { hash } from 'node:crypto';

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** A tenant's folder name under `config/tenants/`. */
export type TenantId = Branded<'TenantId'>;
/** A receiver named in a tenant's `receivers.yaml`. */
export type ReceiverName = Branded<'ReceiverName'>;
/** Identity of one alert group at one receiver of a tenant: 36 hex digits, see {@link groupIdOf}. */
export type GroupId = Branded<'GroupId'>;
/** Identity of what Alertmanager sends about one of its groups, to whichever of a tenant's receivers: 24 hex digits. */
export type StreamId = Branded<'StreamId'>;
/** Alertmanager's hash over an alert's labels, 16 hex digits; stable across peers and episodes. */
export type Fingerprint = Branded<'Fingerprint'>;
/** A Slack conversation: an id (`C0OPS`) or, until Slack told us its id, `#name`. */
export type ChannelId = Branded<'ChannelId'>;
/** Slack's message timestamp, unique in its channel. */
export type MessageTs = Branded<'MessageTs'>;
/** A Slack workspace, `T…`. */
export type TeamId = Branded<'TeamId'>;

const TENANT_ID = /^[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?$/;

/** What a tenant id may look like, for error texts. */
export const TENANT_ID_RULE =
  'lower-case letters, digits, "-" and "_", at most 63, starting and ending with a letter or digit';

export function isTenantId(text: string): text is TenantId {
  return TENANT_ID.test(text);
}

export const receiverName = (text: string): ReceiverName => text as ReceiverName;
export const fingerprint = (text: string): Fingerprint => text as Fingerprint;
export const channelId = (text: string): ChannelId => text as ChannelId;
export const messageTs = (text: string): MessageTs => text as MessageTs;
export const teamId = (text: string): TeamId => text as TeamId;
/** For stores, which read back ids that {@link groupIdOf} made. */
export const groupId = (text: string): GroupId => text as GroupId;

const STREAM_ID_LENGTH = 24;
const RECEIVER_HASH_LENGTH = 12;
const GROUP_ID = /^[0-9a-f]{36}$/;

/** Whether the text has the form of a group's id; whether there is such a group, the store knows. */
export function isGroupId(text: string): text is GroupId {
  return GROUP_ID.test(text);
}

/** 96 bits: a collision among a billion streams of one tenant has a chance below 1e-11. */
export function streamIdOf(identity: { readonly upstreamReceiver: string; readonly groupKey: string }): StreamId {
  return hash('sha256', `${identity.upstreamReceiver}\0${identity.groupKey}`).slice(0, STREAM_ID_LENGTH) as StreamId;
}

/**
 * The id of a group at a receiver. Keys and button values carry it instead of the unbounded groupKey. It begins with the
 * id of its stream, so that stores find the groups of a stream side by side; the receiver's 48 bits follow: a collision
 * among a tenant's thousand receivers has a chance below 1e-8.
 */
export function groupIdOf(identity: {
  readonly upstreamReceiver: string;
  readonly groupKey: string;
  readonly receiver: ReceiverName;
}): GroupId {
  return groupIdIn(streamIdOf(identity), identity.receiver);
}

/** As {@link groupIdOf}, where the stream's id is known already. */
export function groupIdIn(stream: StreamId, receiver: ReceiverName): GroupId {
  return groupId(stream + hash('sha256', receiver).slice(0, RECEIVER_HASH_LENGTH));
}

/** The id of a receiver's summary, of the same form: no stream has it but by a collision of 144 bits. */
export function digestIdOf(receiver: ReceiverName): GroupId {
  return groupId(hash('sha256', `digest\0${receiver}`).slice(0, STREAM_ID_LENGTH + RECEIVER_HASH_LENGTH));
}

export function streamOf(id: GroupId): StreamId {
  return id.slice(0, STREAM_ID_LENGTH) as StreamId;
}
