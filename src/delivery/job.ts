/** One step's work: whom it is for and what it needs. */
import type { Clock } from '../core/clock.ts';
import type { GroupView } from '../core/group-view.ts';
import type { ChannelId } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import type { Span } from '../core/tracing.ts';
import type { EscalationStep } from '../groups/escalation.ts';
import type { Folds } from '../groups/folds.ts';
import type { Step } from '../groups/plan.ts';
import type { Claim } from '../groups/store.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Rendered } from '../render/renderer.ts';
import { deliveryIdOf } from './delivery-id.ts';
import type { Destination } from './destination.ts';
import type { Gate, HoldScope, Place } from './gate.ts';
import type { OutageWatch } from './outage-watch.ts';
import type { PlacesInLine } from './places-in-line.ts';
import type { QuotaWatch } from './quota-watch.ts';
import type { Sender } from './sender.ts';
import type { Standing } from './standing.ts';

export interface Performers {
  readonly sender: Sender;
  readonly gate: Gate;
  readonly outages: OutageWatch;
  readonly places: PlacesInLine;
  readonly folds: Folds;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Channels and workspaces that are out of order. */
  readonly held: Standing<HeldPlace>;
  readonly quotas: QuotaWatch;
  /** The delivery that this is a part of; absent when nobody traces. */
  readonly span?: Span;
}

/** For the metric of places that are left alone. */
export interface HeldPlace {
  readonly tenant: string;
  readonly scope: HoldScope;
  readonly reason: string;
}

export interface Job {
  readonly claim: Claim;
  readonly destination: Destination;
  readonly view: GroupView;
  /** The store's clock when the group's turn came. */
  readonly now: number;
  /** The group was told in a summary that is over, or must not be: it gets a message of its own. */
  readonly unfolds?: boolean;
  /** How to draw what is not drawn like a group. */
  readonly drawing?: Drawing;
}

/** What a step sends. */
export interface Drawing {
  draw(step: CallStep): Rendered;
  /** The same so that Slack cannot refuse it. */
  drawPlain(step: CallStep): Rendered;
  /** Stands in for the group's version in the delivery's id: what was drawn can be told by it. */
  readonly version: number;
  /** As from `urgencyOf`. */
  readonly urgency: number;
}

/** A step that brings the group's message or its thread up to date: it needs Slack. */
export type CallStep = Exclude<Step, { kind: 'forget' | 'fold' } | EscalationStep>;

/** Whether the step speaks in the thread of the group's message. */
export function isInThread({ kind }: CallStep): boolean {
  return kind === 'reply' || kind === 'tell';
}

export function channelOf({ destination, view }: Job, step: CallStep): ChannelId {
  return step.kind === 'post' ? destination.channel : (view.group.message?.channel ?? destination.channel);
}

/**
 * What the step's call counts against. The channel is named as the receiver names it, also once its id is known: the same
 * channel must not have two names.
 */
export function placeOf({ destination, view }: Job, step: CallStep): Place {
  const sentTo = step.kind === 'post' ? undefined : view.group.message?.sentTo;
  return { workspace: destination.workspace, channel: sentTo?.channel ?? destination.channel };
}

/** By which its message can be told in Slack. */
export function deliveryIdFor({ claim, view, drawing }: Job, { kind }: CallStep): string {
  return deliveryIdOf({ groupId: view.group.id, version: drawing?.version ?? claim.version, kind });
}

/** For the log. Without a step: what is not one of the group's own messages. */
export function whereabouts(job: Job, step?: CallStep) {
  const { claim, view } = job;
  const where = { tenant: claim.tenantId, receiver: view.group.receiver, group: view.group.id };
  return step === undefined ? where : { ...where, delivery: deliveryIdFor(job, step) };
}
