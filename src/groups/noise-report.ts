/** How noisy a tenant's alerts were, from its history. */
import type { NoiseReport, NoisyAlert } from '../core/api/report.ts';
import type { TenantId } from '../core/ids.ts';
import { CANARY_RECEIVER } from '../core/own-groups.ts';
import { SEVERITIES, type Severity, severityRank } from '../core/severity.ts';
import type { EventKind, GroupEvent } from './event.ts';
import type { Store } from './store.ts';

export interface ReportRequest {
  readonly tenant: string;
  /** Epoch milliseconds; the end is not part of it. */
  readonly from: number;
  readonly until: number;
}

/** Ours: what opens again so soon had not been over, for whoever reads the channel. */
const FLAP_MS = 60 * 60_000;
/** Ours: twice is bad luck. */
const LEAST_FLAPS = 3;
const LISTED = 5;
const TALKERS = 10;

/** What makes a sound or a mark in Slack. An update does not. */
const LOUD: ReadonlySet<EventKind> = new Set(['posted', 'replied', 'pinged']);
const TAKEN: ReadonlySet<EventKind> = new Set(['acknowledged', 'assigned']);
/** Nobody has to take these. */
const QUIET: ReadonlySet<Severity> = new Set(['info', 'none']);

/** One opening of a group, up to the next one. */
interface Episode {
  readonly openedAt: number;
  readonly row: Row;
  takenAt?: number;
  resolvedAt?: number;
}

type Row = { -readonly [Key in keyof NoisyAlert]: NoisyAlert[Key] };

/**
 * Of what opened in that time. `events` is the tenant's history, newest first, as far back as it goes: what came before the
 * time tells whether something opened again. The canary is left out: it is nobody's noise.
 */
export function noiseReport(events: readonly GroupEvent[], request: ReportRequest): NoiseReport {
  const { tenant, from, until } = request;
  const told = events.filter(({ at, receiver }) => at < until && receiver !== CANARY_RECEIVER).reverse();
  const oldest = events.at(-1)?.at;
  const { rows, episodes } = follow(told, from);
  const noisy = [...rows.values()].filter(({ opened }) => opened > 0);
  const sum = (of: 'opened' | 'acknowledged' | 'messages') => noisy.reduce((total, row) => total + row[of], 0);
  return {
    tenant,
    from: iso(from),
    until: iso(until),
    ...(oldest !== undefined && oldest > from ? { historyFrom: iso(oldest) } : {}),
    opened: sum('opened'),
    resolved: episodes.filter(({ resolvedAt }) => resolvedAt !== undefined).length,
    acknowledged: sum('acknowledged'),
    messages: sum('messages'),
    ...mean('secondsToAcknowledge', episodes, ({ openedAt, takenAt }) => since(openedAt, takenAt)),
    ...mean('secondsToResolve', episodes, ({ openedAt, resolvedAt }) => since(openedAt, resolvedAt)),
    talkers: most(noisy, 'opened').slice(0, TALKERS),
    flappers: most(
      noisy.filter(({ reopened }) => reopened >= LEAST_FLAPS),
      'reopened',
    ).slice(0, LISTED),
    neverAcknowledged: most(
      noisy.filter(({ acknowledged, severity }) => acknowledged === 0 && !QUIET.has(severity)),
      'opened',
    ).slice(0, LISTED),
  };
}

/** Reads the history once, oldest first. */
function follow(told: readonly GroupEvent[], from: number) {
  const rows = new Map<string, Row>();
  const current = new Map<string, Episode>();
  const episodes: Episode[] = [];
  for (const event of told) {
    const before = current.get(event.group);
    if (event.detail?.became !== 'open') {
      if (before !== undefined) note(before, event, from);
      continue;
    }
    const episode = { openedAt: event.at, row: rowOf(rows, event) };
    current.set(event.group, episode);
    if (event.at < from) continue;
    countOpening(episode.row, event, before);
    episodes.push(episode);
  }
  return { rows, episodes };
}

function rowOf(rows: Map<string, Row>, { receiver, detail = {} }: GroupEvent): Row {
  const alert = typeof detail.alert === 'string' ? detail.alert : '';
  const key = `${alert}\0${receiver}`;
  const row = rows.get(key) ?? {
    ...{ alert, receiver, severity: 'none' },
    ...{ opened: 0, reopened: 0, acknowledged: 0, messages: 0 },
  };
  rows.set(key, row);
  return row;
}

function countOpening(row: Row, { at, detail = {} }: GroupEvent, before: Episode | undefined): void {
  row.opened += 1;
  if (before?.resolvedAt !== undefined && at - before.resolvedAt <= FLAP_MS) row.reopened += 1;
  const severity = SEVERITIES.find((each) => each === detail.severity);
  if (severity !== undefined && severityRank(severity) < severityRank(row.severity)) row.severity = severity;
}

/** What opened before the time counts for nothing but whether it opens again. */
function note(episode: Episode, { at, kind, detail }: GroupEvent, from: number): void {
  if (detail?.became === 'resolved') episode.resolvedAt = at;
  if (episode.openedAt < from) return;
  if (LOUD.has(kind)) episode.row.messages += 1;
  if (TAKEN.has(kind) && episode.takenAt === undefined) {
    episode.takenAt = at;
    episode.row.acknowledged += 1;
  }
}

function mean<Key extends string>(
  key: Key,
  episodes: readonly Episode[],
  lengthOf: (episode: Episode) => number | undefined,
): { readonly [Name in Key]?: number } {
  const lengths = episodes.map(lengthOf).filter((length) => length !== undefined);
  if (lengths.length === 0) return {};
  const seconds = lengths.reduce((sum, length) => sum + length, 0) / lengths.length / 1_000;
  return { [key]: Math.round(seconds) } as { readonly [Name in Key]: number };
}

/** Processes' clocks differ a little. */
function since(from: number, to: number | undefined): number | undefined {
  return to === undefined ? undefined : Math.max(0, to - from);
}

/** The most first; of the same, what made more messages, then by name. */
function most(rows: readonly NoisyAlert[], by: 'opened' | 'reopened'): NoisyAlert[] {
  return [...rows].sort(
    (a, b) =>
      b[by] - a[by] || b.messages - a.messages || (`${a.alert}\0${a.receiver}` < `${b.alert}\0${b.receiver}` ? -1 : 1),
  );
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

/** More than any store keeps of a tenant: see store/accept-call.ts. */
const WHOLE_HISTORY = 12_000;

/** Rejects with `store_unavailable`. Reads up to some megabytes: for now and then. */
export async function readNoiseReport(
  store: Pick<Store, 'events'>,
  { tenantId, from, until }: { readonly tenantId: TenantId; readonly from: number; readonly until: number },
): Promise<NoiseReport> {
  return noiseReport(await store.events(tenantId, WHOLE_HISTORY), { tenant: tenantId, from, until });
}
