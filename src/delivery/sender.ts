import type { Content } from '../core/content.ts';
import type { DeliveryReason } from '../core/errors.ts';
import type { ChannelId, MessageTs, TenantId } from '../core/ids.ts';

export interface PostRequest {
  readonly tenantId: TenantId;
  readonly channel: ChannelId;
  readonly content: Content;
  /** Set for a thread reply. */
  readonly threadTs?: MessageTs;
  /** Goes into the message's metadata, so that a later look into the channel's history can find it. */
  readonly deliveryId: string;
}

export interface UpdateRequest {
  readonly tenantId: TenantId;
  readonly channel: ChannelId;
  readonly ts: MessageTs;
  readonly content: Content;
}

export type SendResult =
  | { readonly ok: true; readonly channel: ChannelId; readonly ts: MessageTs }
  | {
      readonly ok: false;
      readonly reason: DeliveryReason;
      /** Slack's own code or the network's, for the log. */
      readonly detail: string;
      /** How long Slack asked us to leave this method of this workspace alone. */
      readonly retryAfterMs?: number;
    };

export interface FindRequest {
  readonly tenantId: TenantId;
  readonly channel: ChannelId;
  /** Messages sent after this, epoch milliseconds by Slack's clock. */
  readonly since: number;
  /** Look among the replies to this message instead of in the channel. */
  readonly threadTs?: MessageTs;
}

export type FindResult =
  /** All that carry a delivery's id. */
  | { readonly ok: true; readonly messages: readonly { readonly ts: MessageTs; readonly deliveryId: string }[] }
  | (SendResult & { readonly ok: false });

export type OpenResult = { readonly ok: true; readonly channel: ChannelId } | (SendResult & { readonly ok: false });

/** Carries messages to Slack, one call each, no retries of its own. Failures are results, not exceptions. */
export interface Sender {
  post(request: PostRequest): Promise<SendResult>;
  update(request: UpdateRequest): Promise<SendResult>;
  /** Reads a channel or a thread back; joins a public channel for it if need be. May take several calls. */
  find(request: FindRequest): Promise<FindResult>;
  /** The conversation of the app with one person, `U…` or `W…`. */
  openDirect(request: { readonly tenantId: TenantId; readonly person: string }): Promise<OpenResult>;
  /** Where people's browsers find a message; undefined when Slack does not say. */
  linkTo(request: {
    readonly tenantId: TenantId;
    readonly channel: ChannelId;
    readonly ts: MessageTs;
  }): Promise<string | undefined>;
}
