/** One round of the truth check of one tenant: what to ask, and what the answer changes. */
import type { Clock } from '../core/clock.ts';
import { TocsinError } from '../core/errors.ts';
import type { Group } from '../core/group.ts';
import type { Fingerprint, GroupId, TenantId } from '../core/ids.ts';
import type { ReceiverPolicy } from '../core/policy.ts';
import { changeStored } from '../groups/change-stored.ts';
import type { GroupCache } from '../groups/group-cache.ts';
import type { Store, Stored } from '../groups/store.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Alertmanagers } from './alertmanagers.ts';
import { applyTruth } from './apply-truth.ts';
import type { Finding } from './learnt.ts';
import { followSilences, type SilenceDuty, silenceDuties } from './silence-life.ts';
import { type Truth, truthOf } from './truth.ts';
import { commonFilter, isWorthAsking, toldElsewhere } from './truth-question.ts';

export interface TruthParts {
  readonly store: Store;
  readonly cache: GroupCache;
  readonly alertmanagers: Alertmanagers;
  /** The tenant has a group that is due. */
  readonly wake: (tenantId: TenantId) => void;
  readonly policyOf: (tenantId: TenantId, receiver: string) => ReceiverPolicy;
  readonly metrics: Metrics;
  readonly clock: Clock;
  /** From one round of a tenant to the next. */
  readonly intervalMs: number;
  readonly quietAfterMs: number;
  readonly trustAfterMs: number;
  /** The most groups that are looked at in one round. */
  readonly groups: number;
}

/** Where the next round goes on, for open groups and for those that are over. */
export interface RoundStart {
  readonly open?: GroupId;
  readonly resolved?: GroupId;
}

export interface RoundResult {
  readonly next: RoundStart;
  /** `idle`: there was nothing to ask. `partial`: not all of the tenant's Alertmanagers answered. */
  readonly outcome: 'idle' | 'ok' | 'partial';
  /** Why silences that last as long as their group fires were not changed, one for each that was tried in vain. */
  readonly undone: readonly unknown[];
}

/** Groups that are read at a time. */
const PAGE = 250;

/** Rejects as the store and the Alertmanagers do. */
export async function checkTenant(parts: TruthParts, tenantId: TenantId, from: RoundStart): Promise<RoundResult> {
  const open = await readGroups(parts, { tenantId, state: 'open', after: from.open });
  const over = await readGroups(parts, { tenantId, state: 'resolved', after: from.resolved });
  const next = {
    ...(open.next === undefined ? {} : { open: open.next }),
    ...(over.next === undefined ? {} : { resolved: over.next }),
  };
  const { clock, quietAfterMs, intervalMs } = parts;
  const rules = { now: clock.now(), quietAfterMs, intervalMs };
  const asked = [...open.groups, ...over.groups].filter(({ group }) =>
    isWorthAsking(group, { ...rules, policy: parts.policyOf(tenantId, group.receiver) }),
  );
  if (asked.length === 0) return { next, outcome: 'idle', undone: [] };
  const truth = await askAbout(
    parts,
    tenantId,
    asked.map(({ group }) => group),
  );
  const elsewhere = toldElsewhere(open.groups.map(({ group }) => group));
  const duties: SilenceDuty[] = [];
  for (const stored of asked) {
    const told = { truth, elsewhere: elsewhere.get(stored.group) ?? new Set<Fingerprint>() };
    duties.push(...silenceDuties(await learn(parts, { tenantId, stored, ...told }), truth));
  }
  const undone = await fulfilAll(parts, tenantId, duties);
  return { next, outcome: truth.unanswered.size > 0 ? 'partial' : 'ok', undone };
}

async function readGroups(
  { store, groups: limit }: TruthParts,
  request: { readonly tenantId: TenantId; readonly state: 'open' | 'resolved'; readonly after: GroupId | undefined },
): Promise<{ readonly groups: readonly Stored[]; readonly next: GroupId | undefined }> {
  const { tenantId, state } = request;
  const found: Stored[] = [];
  let { after } = request;
  do {
    const page = { tenantId, state, limit: Math.min(PAGE, limit - found.length) };
    const { groups, next } = await store.openGroups({ ...page, ...(after === undefined ? {} : { after }) });
    found.push(...groups);
    after = next;
  } while (after !== undefined && found.length < limit);
  return { groups: found, next: after };
}

async function askAbout(parts: TruthParts, tenantId: TenantId, groups: readonly Group[]): Promise<Truth> {
  const { alertmanagers, clock, trustAfterMs } = parts;
  const askedAt = clock.now();
  const survey = await alertmanagers.survey(tenantId, { matchers: commonFilter(groups) });
  const truth = truthOf(survey, { askedAt, trustAfterMs });
  const known = groups.flatMap(({ alerts }) => Object.values(alerts));
  const inhibitors = known.flatMap(({ fingerprint }) => truth.alerts.get(fingerprint)?.inhibitedBy.slice(0, 1) ?? []);
  if (inhibitors.every((name) => truth.alerts.has(name as Fingerprint))) return truth;
  // What inhibits them has other labels than what was asked for: people want to read its name, but can do without.
  const [all] = await Promise.allSettled([alertmanagers.alerts(tenantId)]);
  if (all.status === 'rejected') return truth;
  const others = all.value.map((alert) => [alert.fingerprint, alert] as const);
  return { ...truth, alerts: new Map([...others, ...truth.alerts]) };
}

interface Lesson {
  readonly tenantId: TenantId;
  readonly stored: Stored;
  readonly truth: Truth;
  readonly elsewhere: ReadonlySet<Fingerprint>;
}

/** Stores what the answer changes, if it does, and gives the group as it is then. */
async function learn(parts: TruthParts, { tenantId, stored, truth, elsewhere }: Lesson): Promise<Group> {
  const { id } = stored.group;
  let findings: readonly Finding[] = [];
  const result = await changeStored<Group>(parts, {
    ...{ tenantId, groupId: id, stored, id: `truth ${id} ${truth.askedAt}`, by: 'truth check' },
    change: ({ group }) => {
      const policy = parts.policyOf(tenantId, group.receiver);
      const checked = applyTruth(group, truth, { policy, quietAfterMs: parts.quietAfterMs, elsewhere });
      const isOlder = (group.pressedAt ?? 0) > truth.askedAt;
      const after = isOlder ? group : followSilences(group, checked.group, truth);
      if (after === group) return { refused: group };
      findings = checked.findings;
      return { group: after, event: eventOf(findings, truth) };
    },
  });
  if (result.outcome === 'refused') return result.refused;
  if (result.outcome !== 'done') return stored.group;
  const tenant = parts.metrics.tenantLabel(tenantId);
  for (const kind of findings) parts.metrics.truthFindings.inc({ tenant, kind });
  parts.wake(tenantId);
  return result.after;
}

function eventOf(findings: readonly Finding[], { askedAt }: Truth) {
  const counts: Record<string, number> = {};
  for (const kind of findings) counts[kind] = (counts[kind] ?? 0) + 1;
  return { at: askedAt, kind: 'checked', detail: counts } as const;
}

/** Ours: each waits for as long as an Alertmanager may take, and nobody else's round shall wait for many of these. */
const MAX_WITHOUT_ANSWER = 3;

/** Gives what failed, each by itself: it is a duty of the next round too. */
async function fulfilAll(
  parts: TruthParts,
  tenantId: TenantId,
  duties: readonly SilenceDuty[],
): Promise<readonly unknown[]> {
  const failures: unknown[] = [];
  for (const duty of duties) {
    const [result] = await Promise.allSettled([fulfil(parts, tenantId, duty)]);
    if (result.status === 'rejected') failures.push(result.reason);
    if (failures.filter(isWithoutAnswer).length >= MAX_WITHOUT_ANSWER) break;
  }
  return failures;
}

function isWithoutAnswer(error: unknown): boolean {
  if (!(error instanceof TocsinError)) return false;
  return error.reason === 'alertmanager_unreachable' || error.reason === 'alertmanager_in_doubt';
}

async function fulfil({ alertmanagers }: TruthParts, tenantId: TenantId, duty: SilenceDuty): Promise<void> {
  const { until, ...place } = duty;
  if (until === 'now') await alertmanagers.expireSilence(tenantId, place);
  else await alertmanagers.updateSilence(tenantId, place, { endsAt: until });
}
