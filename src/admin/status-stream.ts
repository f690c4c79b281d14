/**
 * Tells open pages how the tenants are, by server-sent events: everything once, then what changed, each second at most.
 * One look serves all pages; each is told only of tenants that whoever opened it may see.
 */
import { hash } from 'node:crypto';
import type { Response } from 'express';
import type { FleetChange, FleetNow, TenantNow } from '../core/api/tenants.ts';
import type { Clock } from '../core/clock.ts';
import { TocsinError } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import type { Takeover } from '../tenants/takeovers.ts';
import type { TenantSet } from '../tenants/tenant.ts';
import { type Caller, visibleTo } from './caller.ts';
import { type Handlers, problem } from './endpoint-handler.ts';
import type { FleetIndex } from './fleet-index.ts';
import { timeOf } from './group-json.ts';
import { OpenAnswers, whenOver } from './open-answers.ts';
import { configStateOf } from './tenant-endpoints.ts';

export interface StreamParts {
  readonly tenants: () => TenantSet;
  readonly fleet: FleetIndex;
  readonly takeover: () => Takeover;
  readonly readiness: () => Promise<{
    readonly ready: boolean;
    readonly problems: readonly string[];
    readonly warnings: readonly string[];
  }>;
  /** Who a request is from now: a session may have ended since. */
  readonly stillKnown: (caller: Caller, response: Response) => Promise<Caller | undefined>;
  readonly version: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Ours. */
const EACH_MS = 1_000;
/** Pages that are told at a time: ours; each costs a timer and some memory. */
const MOST_PAGES = 200;
/** Of one tenant, so that none takes all: ours. */
const MOST_OF_TENANT = 20;
/** A page that hears nothing for so long is told that we are there; proxies end what is silent for a minute. */
const HEARTBEAT_MS = 15_000;
/** How often it is asked whether a page's session still holds. */
const RECHECK_MS = 30_000;
/** A page that takes nothing while this much waits for it is let go: it comes back and is told everything. */
const MOST_WAITING = 4_000_000;

interface Page {
  readonly response: Response;
  caller: Caller;
  /** What it was told last, and of each tenant. */
  told: FleetNow | undefined;
  toldAt: number;
  checkedAt: number;
}

export interface StatusStream extends Pick<Handlers, 'streamFleet'> {
  close(): void;
}

const tooManyPages = {
  ...problem(503, 'Too many pages', 'too many pages are open; close some'),
  headers: { 'Retry-After': '60' },
};

export function createStatusStream(parts: StreamParts): StatusStream {
  const pages = new Set<Page>();
  const [places, placesOfTenants] = [new OpenAnswers(MOST_PAGES), new OpenAnswers(MOST_OF_TENANT)];
  let timer: NodeJS.Timeout | undefined;
  const again = (): void => {
    timer = pages.size === 0 ? undefined : setTimeout(() => void turn(), EACH_MS).unref();
  };
  const turn = async (): Promise<void> => {
    try {
      await tellAll(parts, [...pages]);
    } catch (error) {
      parts.logger.warn({ error }, 'open pages could not be told how tenants are, and are told later');
    }
    again();
  };
  return {
    streamFleet: async ({ caller, request, response }) => {
      const isFree = caller.of === undefined || placesOfTenants.take(caller.of.tenant.id, request, response);
      if (!isFree || !places.take('', request, response)) return tooManyPages;
      const now = parts.clock.now();
      const page: Page = { response, caller, told: undefined, toldAt: now, checkedAt: now };
      const fleet = await look(parts, [page]);
      if (request.socket.destroyed) return 'answered';
      response.status(200).set({
        'Content-Type': 'text/event-stream',
        'Cache-Control': 'no-store',
        'X-Content-Type-Options': 'nosniff',
        'X-Accel-Buffering': 'no',
      });
      tell(page, fleet, { lastId: request.get('Last-Event-ID'), now });
      pages.add(page);
      whenOver(request, response, () => pages.delete(page));
      if (timer === undefined) again();
      return 'answered';
    },
    close: () => {
      clearTimeout(timer);
      for (const { response } of pages) response.end();
      pages.clear();
    },
  };
}

async function tellAll(parts: StreamParts, pages: readonly Page[]): Promise<void> {
  const now = parts.clock.now();
  for (const page of pages) if (now - page.checkedAt > RECHECK_MS) await recheck(parts, page, now);
  const fleet = await look(parts, pages);
  for (const page of pages) if (!page.response.writableEnded) tell(page, fleet, { now });
}

/** While the store does not answer the page stays, to hear just that, and is asked about again in the next turn. */
async function recheck({ stillKnown }: StreamParts, page: Page, now: number): Promise<void> {
  try {
    const caller = await stillKnown(page.caller, page.response);
    page.checkedAt = now;
    if (caller === undefined) page.response.end();
    else page.caller = caller;
  } catch (error) {
    if (!(error instanceof TocsinError) || error.reason !== 'store_unavailable') throw error;
  }
}

/** All that some page may see. */
async function look({ tenants, fleet, takeover, readiness, version, clock }: StreamParts, pages: readonly Page[]) {
  const all = tenants().all();
  const seen = new Set(pages.flatMap(({ caller }) => visibleTo(caller, all)));
  const startedAt = clock.now();
  const { ready, problems, warnings } = await readiness();
  const health = {
    ready,
    problems: [...problems],
    warnings: [...warnings],
    storeSeconds: (clock.now() - startedAt) / 1_000,
  };
  const now = ready ? await fleet.now([...seen]) : [];
  fleet.keepOnly(new Set(all.map(({ id }) => id)));
  return {
    at: timeOf(clock.now()),
    version,
    health,
    takeover: takeover(),
    tenants: now,
    ids: new Map<string, string>(),
  };
}

type Fleet = Awaited<ReturnType<typeof look>>;

function fleetFor({ of }: Caller, { takeover, tenants, ids: _ids, ...fleet }: Fleet): FleetNow {
  const visible = of === undefined ? tenants : tenants.filter(({ id }) => id === of.tenant.id);
  return { ...fleet, config: configStateOf(takeover, of === undefined), tenants: [...visible] };
}

function tell(
  page: Page,
  fleet: Fleet,
  { lastId, now }: { readonly lastId?: string | undefined; readonly now: number },
): void {
  const { response, told: before } = page;
  if (response.writableLength > MOST_WAITING) {
    // To end it would be to wait until it is read.
    response.req.socket.destroy();
    return;
  }
  const after = fleetFor(page.caller, fleet);
  // Without the store nothing is known of tenants: what was told of them stays.
  const whole = after.health.ready ? after : { ...after, tenants: before?.tenants ?? [] };
  page.told = whole;
  const id = before === undefined || changeBetween(before, whole) ? idOf(whole, fleet.ids, page.caller) : lastId;
  const text = id === lastId ? stillHere(page, now) : eventFor({ id, before, whole });
  if (text === undefined) return;
  response.write(text);
  page.toldAt = now;
}

/** A comment, which pages pass over. */
function stillHere({ told, toldAt }: Page, now: number): string | undefined {
  return told === undefined || now - toldAt > HEARTBEAT_MS ? ': still here\n\n' : undefined;
}

function eventFor({
  id,
  before,
  whole,
}: {
  id: string | undefined;
  before: FleetNow | undefined;
  whole: FleetNow;
}): string {
  const event = before === undefined ? whole : changeBetween(before, whole);
  return `id: ${id}\nevent: ${before === undefined ? 'fleet' : 'change'}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** The same for the same picture, whichever process drew it. Pages that see the same share the work. */
function idOf({ tenants, config, health }: FleetNow, ids: Map<string, string>, { of }: Caller): string {
  const who = of?.tenant.id ?? '';
  const known =
    ids.get(who) ?? hash('sha256', JSON.stringify([tenants, config, health.ready]), 'base64url').slice(0, 16);
  ids.set(who, known);
  return known;
}

/** Undefined when nothing did that matters: how long the store took changes each time. */
function changeBetween(before: FleetNow, after: FleetNow): FleetChange | undefined {
  const known = new Set(before.tenants);
  const tenants = after.tenants.filter((tenant: TenantNow) => !known.has(tenant));
  const left = new Set(after.tenants.map(({ id }) => id));
  const gone = before.tenants.map(({ id }) => id).filter((id) => !left.has(id));
  const isOtherHealth =
    JSON.stringify({ ...before.health, storeSeconds: 0 }) !== JSON.stringify({ ...after.health, storeSeconds: 0 });
  const isOtherConfig = JSON.stringify(before.config) !== JSON.stringify(after.config);
  if (tenants.length + gone.length === 0 && !isOtherHealth && !isOtherConfig) return undefined;
  return {
    ...{ at: after.at, tenants, gone },
    ...(isOtherHealth ? { health: after.health } : {}),
    ...(isOtherConfig ? { config: after.config } : {}),
  };
}
