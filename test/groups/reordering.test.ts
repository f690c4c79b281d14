/**
 * Webhooks and an acknowledgement that arrive in any order, at two relays on one store, with deliveries in between or
 * not: in the end Slack shows the same message. Only the line that says what is new since the thread was told is left
 * out of the comparison, since what the thread was told does depend on the order.
 */
import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Alert } from '../../src/core/alert.ts';
import type { Content } from '../../src/core/content.ts';
import { channelId, groupIdOf, messageTs, receiverName } from '../../src/core/ids.ts';
import { silentLogger } from '../../src/core/logger.ts';
import { NO_QUOTAS } from '../../src/core/quotas.ts';
import { deliverGroup } from '../../src/delivery/deliver-group.ts';
import type { Destination } from '../../src/delivery/destination.ts';
import { OPEN_GATE } from '../../src/delivery/gate.ts';
import type { HeldPlace } from '../../src/delivery/job.ts';
import { OutageWatch } from '../../src/delivery/outage-watch.ts';
import { PlacesInLine } from '../../src/delivery/places-in-line.ts';
import { QuotaWatch } from '../../src/delivery/quota-watch.ts';
import type { Sender } from '../../src/delivery/sender.ts';
import { Standing } from '../../src/delivery/standing.ts';
import { createAcceptor } from '../../src/groups/acceptor.ts';
import { GroupCache } from '../../src/groups/group-cache.ts';
import { createMetrics } from '../../src/metrics/metrics.ts';
import type { Renderer } from '../../src/render/renderer.ts';
import { createMemoryStore } from '../../src/store/memory-store.ts';
import { productBase } from '../render/rendering.ts';
import { ACME } from '../store/store-fixtures.ts';
import { firing, MINUTE, policy, report, resolved, T0 } from './builders.ts';

const OPS = receiverName('ops');
const GROUP = groupIdOf(report([], T0));

const WEBHOOKS = {
  fire: [firing('a')],
  change: [{ ...firing('a'), annotations: { summary: 'a is fuller' } }, firing('b')],
  resolve: [resolved('a', T0 + 5 * MINUTE), resolved('b', T0 + 6 * MINUTE)],
  refire: [firing('a', T0 + 10 * MINUTE)],
} satisfies Readonly<Record<string, readonly Alert[]>>;

type Event = keyof typeof WEBHOOKS | 'acknowledge';

const EVENTS: readonly Event[] = ['fire', 'change', 'resolve', 'refire', 'acknowledge'];

/** What one arrival is, where it arrives, and whether it is delivered before the next. */
interface Arrival {
  readonly event: Event;
  readonly relay: 0 | 1;
  readonly isDelivered: boolean;
}

let product: Renderer;
beforeAll(() => {
  product = productBase().renderer;
});

/** Draws as the product does, as if the thread had been told everything. */
const toldEverything = (): Renderer => ({
  ...product,
  render: (request) => {
    const changes = { ...request.view.changes, fresh: [], refired: [], resolved: [], unreported: [] };
    const isMessage = request.part === 'message';
    return product.render(isMessage ? { ...request, view: { ...request.view, changes } } : request);
  },
});

class TwoRelays {
  #now = T0 + 20 * MINUTE;
  readonly #clock = { now: () => this.#now };
  readonly #store = createMemoryStore({ clock: this.#clock });
  readonly #caches = [new GroupCache(), new GroupCache()] as const;
  readonly #acceptors = this.#caches.map((cache) => createAcceptor({ store: this.#store, cache }));
  readonly #destination = destination();
  /** By ts: what stands in the channel, without threads. */
  readonly messages = new Map<string, Content>();

  /** One second later than the one before. */
  async take({ event, relay }: Arrival): Promise<void> {
    this.#now += 1_000;
    if (event === 'acknowledge') return this.#acknowledge();
    const alerts = WEBHOOKS[event];
    const notification = report(alerts, this.#now);
    const byReceiver = new Map([[OPS, alerts]]);
    await this.#acceptors[relay]?.({ tenantId: ACME, notification, byReceiver, dedupeMs: policy.copyWindowMs });
  }

  /** As an action does: read, change, compare and set. */
  async #acknowledge(): Promise<void> {
    const stored = await this.#store.read(ACME, GROUP);
    if (stored === undefined) throw new Error('what nobody was told of cannot be acknowledged');
    const group = { ...stored.group, acknowledged: { by: 'U0MARIA', at: T0 + 15 * MINUTE }, pendingSince: this.#now };
    const event = { at: this.#now, kind: 'merged', group: GROUP, receiver: 'ops' } as const;
    const write = { group, state: 'open', expectedVersion: stored.version, event } as const;
    const facts = { dedupeKey: 'the acknowledgement', dedupeMs: 1, peer: '' };
    const { outcome } = await this.#store.accept({ tenantId: ACME, ...facts, writes: [write] });
    if (outcome === 'conflict') await this.#acknowledge();
  }

  async deliver(relay: 0 | 1): Promise<void> {
    const cache = this.#caches[relay];
    const known = (id: typeof GROUP) => cache.get(ACME, id);
    const { claims, now } = await this.#store.claim({ tenantId: ACME, limit: 10, leaseMs: 1_000, known });
    for (const claim of claims) await deliverGroup({ ...PARTS, ...this.#parts(), cache }, claim, now);
    if (claims.length > 0) await this.deliver(relay);
  }

  #parts() {
    return {
      store: this.#store,
      folds: this.#store.folds,
      quotas: new QuotaWatch(this.#store, this.#clock),
      clock: this.#clock,
      sender: senderInto(this.messages),
      destinations: () => this.#destination,
    };
  }
}

const PARTS = {
  logger: silentLogger,
  metrics: createMetrics({ version: 'test', defaults: false }),
  gate: OPEN_GATE,
  outages: new OutageWatch(),
  places: new PlacesInLine(),
  held: new Standing<HeldPlace>(),
  storms: new Standing<{ readonly tenant: string }>(),
  deadLettersKeptMs: MINUTE,
  postIntervalMs: 1,
  leaseMs: 1_000,
  stopping: new AbortController().signal,
};

function senderInto(messages: Map<string, Content>): Sender {
  return {
    post: async ({ channel, threadTs, content }) => {
      const ts = `${messages.size + 1}.0`;
      if (threadTs === undefined) messages.set(ts, content);
      return { ok: true, channel, ts: messageTs(ts) };
    },
    update: async ({ channel, ts, content }) => {
      messages.set(ts, content);
      return { ok: true, channel, ts };
    },
    find: async () => ({ ok: true, messages: [] }),
    openDirect: async ({ person }) => ({ ok: true, channel: channelId(person) }),
    linkTo: async () => undefined,
  };
}

function destination(): Destination {
  return {
    workspace: 'T1',
    channel: channelId('C1'),
    fallbackChannel: undefined,
    template: 'default',
    colorBar: true,
    canSilence: true,
    locale: 'en',
    timeZone: 'UTC',
    policy,
    quotas: NO_QUOTAS,
    inDoubt: 'post_again',
    renderer: toldEverything(),
    mentionsFor: () => [],
    mutedUntil: () => undefined,
  };
}

/** What stands in the channel in the end. */
async function tell(arrivals: readonly (readonly Arrival[])[]): Promise<readonly Content[]> {
  const relays = new TwoRelays();
  for (const together of arrivals) {
    await Promise.all(together.map((arrival) => relays.take(arrival)));
    for (const { relay, isDelivered } of together) if (isDelivered) await relays.deliver(relay);
  }
  await relays.deliver(0);
  return [...relays.messages.values()].map(({ text, blocks, attachments }) => ({
    text,
    blocks,
    ...(attachments === undefined ? {} : { attachments }),
  }));
}

function permutations<T>(values: readonly T[]): readonly (readonly T[])[] {
  if (values.length < 2) return [values];
  return values.flatMap((first, index) =>
    permutations(values.filter((_, other) => other !== index)).map((rest) => [first, ...rest]),
  );
}

/** As it happened, each delivered at once. */
const IN_ORDER = EVENTS.map((event): readonly Arrival[] => [{ event, relay: 0, isDelivered: true }]);

describe('a group that fires, changes, resolves, fires again and is acknowledged', () => {
  test('ends in the same message in every order, at either relay, delivered in between or not', async () => {
    const expected = await tell(IN_ORDER);
    expect(expected).toHaveLength(1);
    const said = JSON.stringify(expected);
    for (const words of ['U0MARIA', 'DiskFull', 'a is full', 'b']) expect(said).toContain(words);

    // Somebody can acknowledge only what has arrived.
    const orders = permutations(EVENTS).filter(([first]) => first !== 'acknowledge');
    expect(orders).toHaveLength(96);
    for (const order of orders) {
      for (let choices = 0; choices < 32; choices++) {
        const arrivals = order.map((event, index): readonly Arrival[] => [
          { event, relay: RELAYS[choices & 1]?.[index] ?? 0, isDelivered: ((choices >> (1 + index)) & 1) === 1 },
        ]);
        const messages = await tell(arrivals);
        expect({ arrivals, messages }).toEqual({ arrivals, messages: expected });
      }
    }
  }, 60_000);

  test('ends in the same message however often each arrives, and whatever arrives at once', async () => {
    const expected = await tell(IN_ORDER);
    const place = fc.record({ relay: fc.constantFrom(0 as const, 1 as const), isDelivered: fc.boolean() });
    const extra = fc.array(fc.constantFrom(...EVENTS), { maxLength: 10 });
    const shuffled = extra.chain((more) =>
      fc.shuffledSubarray([...EVENTS, ...more], { minLength: EVENTS.length + more.length }),
    );
    const schedule = shuffled.chain((events) =>
      fc.tuple(
        fc.constant(events),
        fc.array(place, { minLength: events.length, maxLength: events.length }),
        fc.array(fc.integer({ min: 1, max: 3 }), { minLength: events.length, maxLength: events.length }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(schedule, async ([events, places, sizes]) => {
        const arrivals = events.map(
          (event, index): Arrival => ({ relay: 0, isDelivered: false, ...places[index], event }),
        );
        const webhook = arrivals.find(({ event }) => event !== 'acknowledge');
        if (webhook === undefined) throw new Error('the schedule has no webhook');
        expect(await tell([[webhook], ...together(arrivals, sizes)])).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  }, 60_000);
});

/** To the other relay each time, or to the other one from some moment on. */
const RELAYS: readonly (readonly (0 | 1)[])[] = [
  [0, 1, 0, 1, 0],
  [0, 0, 1, 1, 1],
];

/** Cut into groups of these sizes, which arrive at once. */
function together(arrivals: readonly Arrival[], sizes: readonly number[]): readonly (readonly Arrival[])[] {
  const groups: Arrival[][] = [];
  let at = 0;
  for (const size of sizes) {
    if (at < arrivals.length) groups.push(arrivals.slice(at, at + size));
    at += size;
  }
  return groups;
}
