import type { Group } from '../core/group.ts';
import type { ChannelId, ReceiverName, TenantId } from '../core/ids.ts';
import type { InDoubt, ReceiverPolicy } from '../core/policy.ts';
import type { Quotas } from '../core/quotas.ts';
import type { Severity } from '../core/severity.ts';
import type { Renderer } from '../render/renderer.ts';

/** Where a receiver's groups go and how they are told there: the tenant's configuration as delivery needs it. */
export interface Destination {
  /** Names the workspace, which is what Slack's limits count. Stored with messages: no secret. */
  readonly workspace: string;
  readonly channel: ChannelId;
  /** Where to tell that the channel is out of order. */
  readonly fallbackChannel: ChannelId | undefined;
  /** Absent: each group decides by its labels. */
  readonly template: string | undefined;
  readonly colorBar: boolean;
  /** Whether the tenant has Alertmanagers in which people can silence from Slack. */
  readonly canSilence: boolean;
  readonly locale: string;
  readonly timeZone: string;
  readonly policy: ReceiverPolicy;
  /** The tenant's. */
  readonly quotas: Quotas;
  /** What to do when nobody can look up whether a message was sent: send it again, or leave it. */
  readonly inDoubt: InDoubt;
  readonly renderer: Renderer;
  /** Whom the first post of a firing group calls, in Slack's mention syntax. */
  mentionsFor(severity: Severity): readonly string[];
  /** Until when time intervals keep this group quiet, epoch milliseconds; absent when they do not. */
  mutedUntil(group: Group, now: number): number | undefined;
}

/** Absent when the tenant or the receiver left the configuration. */
export type Destinations = (tenantId: TenantId, receiver: ReceiverName) => Destination | undefined;
