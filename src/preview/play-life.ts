/**
 * Plays a group's life through the relay's own merge, settle, plan and drawing. Only Slack is pretended: everything that
 * would be sent is taken and kept.
 */
import type { Clock } from '../core/clock.ts';
import type { Content } from '../core/content.ts';
import { TocsinError } from '../core/errors.ts';
import type { Group } from '../core/group.ts';
import type { GroupView } from '../core/group-view.ts';
import { channelId, messageTs, type ReceiverName, receiverName, type TenantId } from '../core/ids.ts';
import { silentLogger } from '../core/logger.ts';
import type { ReceiverPolicy } from '../core/policy.ts';
import type { Content as DrawnContent, Frame } from '../core/preview.ts';
import { NO_QUOTAS } from '../core/quotas.ts';
import type { Destination } from '../delivery/destination.ts';
import { OPEN_GATE } from '../delivery/gate.ts';
import type { Performers } from '../delivery/job.ts';
import { OutageWatch } from '../delivery/outage-watch.ts';
import { PlacesInLine } from '../delivery/places-in-line.ts';
import { QuotaWatch } from '../delivery/quota-watch.ts';
import type { FindResult, OpenResult, PostRequest, Sender, SendResult, UpdateRequest } from '../delivery/sender.ts';
import { Standing } from '../delivery/standing.ts';
import { takeSteps } from '../delivery/take-steps.ts';
import { changesBy, withChange } from '../groups/change.ts';
import { NO_FOLDS } from '../groups/folds.ts';
import { merge } from '../groups/merge.ts';
import { viewOf } from '../groups/view.ts';
import { createMetrics, type Metrics } from '../metrics/metrics.ts';
import type { Renderer } from '../render/renderer.ts';
import { type Matched, silencesOf, takeLater, withLouder } from './later-steps.ts';
import type { LaterStep, Life, LifeStep, NotifiedStep } from './life.ts';

/** The template that stands for the rule by which the relay itself chooses one. */
export const AUTO_TEMPLATE = 'auto';

/** What the receiver of a drawing is called when nobody says. */
export const DEFAULT_RECEIVER = 'ops';

/** How a life is drawn. */
export interface Drawing {
  readonly renderer: Renderer;
  /** A template's name, or {@link AUTO_TEMPLATE}. */
  readonly template: string;
  readonly locale: string;
  readonly timeZone: string;
  /** Whom the first post calls, in Slack's mention syntax; nobody when absent. */
  readonly mentionsFor?: Destination['mentionsFor'];
  /** Whether messages have a coloured bar; they have when absent. */
  readonly colorBar?: boolean;
  /** The receiver that the messages name; `ops` when absent. */
  readonly receiver?: string;
  /** How the receiver wants its groups told; with replies in the thread when absent. */
  readonly policy?: ReceiverPolicy;
  /** Where the steps count, for who plays many lives; nobody reads it. Figures of the life's own when absent. */
  readonly metrics?: Metrics;
}

/** Figures to be shared by lives. */
export function unreadMetrics(): Metrics {
  return createMetrics({ version: 'preview', defaults: false });
}

/** As `tocsin.yaml` has it by default: replies in the thread, also for repeats. */
const DEFAULT_POLICY: ReceiverPolicy = {
  threadUpdates: true,
  onRepeat: 'thread',
  reopenWindowMs: 30 * 60_000,
  copyWindowMs: 2 * 60_000,
  unreportedTimeoutMs: 24 * 60 * 60_000,
  stormAfterMs: 60_000,
  missed: 'summary',
  deadAfterMs: 24 * 60 * 60_000,
  deadLettersKeptMs: 30 * 24 * 60 * 60_000,
};

const CHANNEL = channelId('C0PREVIEW');
const TENANT = 'preview' as TenantId;

/** Ours, and more than any step takes: what never comes to rest ends here. */
const MAX_ROUNDS = 5;

/** One frame a step: the message as it stands after it, and the thread so far. */
export async function playLife(life: Life, drawing: Drawing): Promise<readonly Frame[]> {
  const player = new LifePlayer(life, drawing);
  const frames: Frame[] = [];
  for (const step of life.steps) frames.push(await player.take(step));
  return frames;
}

/** A group on its way through a life. */
export class LifePlayer {
  readonly #slack = new PretendedSlack();
  readonly #performers: Performers;
  readonly #destination: Destination;
  readonly #receiver: ReceiverName;
  readonly #failures: string[] = [];
  readonly #matched: Matched;
  #now = 0;
  #version = 0;
  #group: Group | undefined;

  constructor(life: Life, drawing: Drawing) {
    const clock: Clock = { now: () => this.#now };
    this.#performers = {
      sender: this.#slack,
      gate: OPEN_GATE,
      folds: NO_FOLDS,
      outages: new OutageWatch(),
      places: new PlacesInLine(),
      held: new Standing(),
      quotas: new QuotaWatch({ stats: async () => new Map() }, clock),
      metrics: drawing.metrics ?? unreadMetrics(),
      logger: silentLogger,
      clock,
    };
    this.#receiver = receiverName(drawing.receiver ?? DEFAULT_RECEIVER);
    this.#matched = silencesOf(life);
    const policy = withLouder(drawing.policy ?? DEFAULT_POLICY, life.escalation);
    this.#destination = destinationOf({ ...drawing, policy }, (failure) => this.#failures.push(failure));
  }

  /** The group as it is to be drawn now; undefined before the first step. */
  get view(): GroupView | undefined {
    return this.#group === undefined ? undefined : viewOf(this.#group, this.#destination.policy);
  }

  async take(step: LifeStep): Promise<Frame> {
    this.#now = step.at;
    this.#failures.length = 0;
    const before = this.#group;
    const merged = 'notification' in step ? this.#merged(before, step) : this.#later(before, step);
    this.#version += 1;
    this.#group = await this.#told(merged, step.at);
    const [failure] = this.#failures;
    const frame = { name: step.name, at: step.at, message: this.#slack.message, thread: this.#slack.thread };
    return failure === undefined ? frame : { ...frame, failure };
  }

  /** What is decided may have to be told, too: as the relay does, it is looked at until nothing is left to do. */
  async #told(merged: Group, now: number): Promise<Group> {
    let group = merged;
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const claim = { tenantId: TENANT, token: '', group, version: this.#version, readAt: now };
      const taken = await takeSteps(this.#performers, { claim, destination: this.#destination, now });
      group = taken.group;
      if (taken.outcomes.length === 0) break;
    }
    return group;
  }

  #merged(before: Group | undefined, { notification, at }: NotifiedStep): Group {
    const report = { ...notification, receiver: this.#receiver };
    const after = merge(before, report);
    const [change = 'none'] = changesBy([{ before, after, report }], this.#destination.policy.copyWindowMs);
    return withChange(after, change, at);
  }

  #later(before: Group | undefined, step: LaterStep): Group {
    if (before === undefined) throw new TocsinError('usage', 'a life begins with a webhook');
    return takeLater(before, step, { policy: this.#destination.policy, matched: this.#matched });
  }
}

function destinationOf(
  drawing: Drawing & { readonly policy: ReceiverPolicy },
  onFailure: (failure: string) => void,
): Destination {
  const { template, locale, timeZone, mentionsFor = () => [], colorBar = true, policy } = drawing;
  return {
    workspace: 'preview',
    channel: CHANNEL,
    template: template === AUTO_TEMPLATE ? undefined : template,
    canSilence: true,
    colorBar,
    locale,
    timeZone,
    policy,
    quotas: NO_QUOTAS,
    fallbackChannel: undefined,
    inDoubt: 'post_again',
    renderer: tellingFailures(drawing.renderer, onFailure),
    mentionsFor,
    mutedUntil: () => undefined,
  };
}

function tellingFailures(renderer: Renderer, onFailure: (failure: string) => void): Renderer {
  return {
    ...renderer,
    render(request) {
      const rendered = renderer.render(request);
      if (rendered.failure !== undefined) onFailure(rendered.failure);
      return rendered;
    },
  };
}

/** What Slack shows of it, and nothing else that it may carry. */
export function previewContent(content: Content): DrawnContent {
  const { text, blocks } = content;
  return 'attachments' in content && Array.isArray(content.attachments)
    ? { text, blocks, attachments: content.attachments }
    : { text, blocks };
}

/** Takes everything, and shows the newest message with its thread. */
class PretendedSlack implements Sender {
  message: DrawnContent = { text: '', blocks: [] };
  /** Replaced, never changed: frames keep what they saw. */
  thread: readonly DrawnContent[] = [];
  #posts = 0;

  post({ channel, content, threadTs }: PostRequest): Promise<SendResult> {
    this.#posts += 1;
    if (threadTs === undefined) {
      this.message = previewContent(content);
      this.thread = [];
    } else {
      this.thread = [...this.thread, previewContent(content)];
    }
    return Promise.resolve({ ok: true, channel, ts: messageTs(String(this.#posts)) });
  }

  update({ channel, ts, content }: UpdateRequest): Promise<SendResult> {
    this.message = previewContent(content);
    return Promise.resolve({ ok: true, channel, ts });
  }

  openDirect({ person }: { readonly person: string }): Promise<OpenResult> {
    return Promise.resolve({ ok: true, channel: channelId(person) });
  }

  linkTo(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  /** Nothing is ever in doubt here. */
  find(): Promise<FindResult> {
    return Promise.resolve({ ok: true, messages: [] });
  }
}
