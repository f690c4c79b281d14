/** The chore itself: turns, rounds, and what is said when nobody answers. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import type { Alertmanagers, ReportedAlert, Survey } from '../../src/actions/alertmanagers.ts';
import { TruthCheck, type TruthCheckOptions } from '../../src/actions/truth-check.ts';
import { systemClock } from '../../src/core/clock.ts';
import { TocsinError } from '../../src/core/errors.ts';
import type { Group } from '../../src/core/group.ts';
import { silentLogger } from '../../src/core/logger.ts';
import { GroupCache } from '../../src/groups/group-cache.ts';
import { merge } from '../../src/groups/merge.ts';
import { stateOf } from '../../src/groups/view.ts';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { createMemoryStore } from '../../src/store/memory-store.ts';
import { firing, MINUTE, policy, report } from '../groups/builders.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { tenant } from '../store/store-fixtures.ts';
import { reported, silence, silenced } from './truth-builders.ts';

const ACME = tenant('acme');
const INTERVAL_MS = 100;

let checks: TruthCheck[] = [];
afterEach(async () => {
  await Promise.all(checks.map((check) => check.stop()));
  checks = [];
});

/** Groups that fire for ten minutes, one for each name. */
function groupsOf(...names: readonly string[]): readonly Group[] {
  const since = Date.now() - 10 * MINUTE;
  return names.map((name) => merge(undefined, report([firing(name, since)], since, { groupKey: `{}:{n="${name}"}` })));
}

async function standOf(
  groups: readonly Group[],
  survey: (asked: number) => Partial<Survey> | TocsinError,
  refusalOf: (silenceId: string) => unknown = () => undefined,
) {
  const store = createMemoryStore({ clock: systemClock });
  await store.accept({
    tenantId: ACME,
    dedupeKey: 'start',
    dedupeMs: 1,
    peer: '',
    writes: groups.map((group) => ({
      group,
      state: stateOf(group),
      expectedVersion: 0,
      event: { at: 0, kind: 'received', group: group.id, receiver: group.receiver },
    })),
  });
  const calls: unknown[] = [];
  const surveys: unknown[] = [];
  const unused = () => Promise.reject(new Error('nobody asks this here'));
  const alertmanagers: Alertmanagers = {
    survey: async (_, query) => {
      surveys.push(query?.matchers);
      const said = survey(surveys.length);
      if (said instanceof TocsinError) throw said;
      return { answers: [], unanswered: [], ...said };
    },
    updateSilence: async (_, place, change) => {
      calls.push(['update', place.id, change.endsAt > Date.now() + 50 * MINUTE]);
      const refusal = refusalOf(place.id);
      if (refusal !== undefined) throw refusal;
      return { ...place, url: '' };
    },
    expireSilence: async (_, place) => void calls.push(['expire', place.id]),
    alerts: async () => [],
    silences: unused,
    silencesHeard: unused,
    createSilence: unused,
    groupBy: unused,
    only: () => [],
  };
  const lines: string[] = [];
  const metrics = createMetrics({ version: 'test', defaults: false });
  const options: TruthCheckOptions = {
    store,
    cache: new GroupCache(),
    alertmanagers,
    wake: () => undefined,
    policyOf: () => policy,
    metrics,
    clock: systemClock,
    logger: { ...silentLogger, warn: (_, message) => lines.push(message), info: (_, message) => lines.push(message) },
    intervalMs: INTERVAL_MS,
    quietAfterMs: 0,
    trustAfterMs: 0,
    groups: 100,
    tenants: () => ({
      all: () => [
        {
          id: ACME,
          alertmanagers: [{ name: 'main', url: '', externalUrl: '', headers: new Map(), ca: undefined, only: [] }],
        },
      ],
    }),
  };
  const begin = (more: Partial<TruthCheckOptions> = {}) => {
    const check = new TruthCheck({ ...options, ...more });
    checks.push(check);
    check.start();
    return check;
  };
  return { store, begin, calls, surveys, lines, metrics };
}

const answer = (alerts: readonly ReportedAlert[], silences = [] as ReturnType<typeof silence>[]): Partial<Survey> => ({
  answers: [{ alertmanager: 'main', alerts, silences, startedAt: 0, only: [] }],
});

test('several processes ask as often as one', async () => {
  const stand = await standOf(groupsOf('a'), () => answer([reported('a', { startsAt: 0 })]));
  for (let process = 0; process < 4; process++) stand.begin();
  await pause(10 * INTERVAL_MS);
  expect(stand.surveys.length).toBeGreaterThanOrEqual(5);
  expect(stand.surveys.length).toBeLessThanOrEqual(12);
});

test('more groups than one round takes have their turns one after the other', async () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const stand = await standOf(groupsOf(...names), () => answer([]));
  stand.begin({ groups: 2 });
  await waitUntil('all are found over', async () => {
    const { groups } = await stand.store.openGroups({ tenantId: ACME, limit: 10 });
    return groups.length === 0;
  });
  const { groups } = await stand.store.openGroups({ tenantId: ACME, limit: 10, state: 'resolved' });
  expect(groups).toHaveLength(names.length);
  const page = await stand.metrics.registry.metrics();
  expect(page).toContain('tocsin_truth_findings_total{tenant="acme",kind="resolved"} 5');
});

test('what cannot be asked is said once, and that it can be again', async () => {
  const down = new TocsinError('alertmanager_unreachable', 'Alertmanager main: cannot be reached');
  const stand = await standOf(groupsOf('a'), (asked) => (asked < 4 ? down : answer([reported('a', { startsAt: 0 })])));
  stand.begin();
  await waitUntil('it was asked again', () => stand.surveys.length > 6);
  expect(stand.lines).toEqual([
    'the Alertmanagers of the tenant cannot be asked: what they do not tell is not known',
    'the Alertmanagers of the tenant answer again',
  ]);
  expect(await stand.metrics.registry.metrics()).toMatch(
    /tocsin_truth_checks_total\{tenant="acme",outcome="failed"\} 3\n/,
  );
});

test('a silence for as long as the group fires is extended, and ended when it is over', async () => {
  const [group] = groupsOf('a');
  if (group === undefined) throw new Error('no group');
  const origin = { requestId: 'r', group: group.id, by: 'U0MARIA', whileFiring: true };
  const lasting = silence('s1', { origin, startsAt: Date.now(), endsAt: Date.now() + 5 * MINUTE });
  let fires = true;
  const stand = await standOf([group], () => answer(fires ? [{ ...silenced('a'), startsAt: 0 }] : [], [lasting]));
  stand.begin();
  await waitUntil('it is extended', () => stand.calls.length > 0);
  expect(stand.calls[0]).toEqual(['update', 's1', true]);
  fires = false;
  await waitUntil('it is ended', () => stand.calls.some((call) => String(call) === 'expire,s1'));
});

/** Groups `a`, `b`, … under silences `sa`, `sb`, … that last as long as they fire and end in five minutes. */
async function lastingStand(names: readonly string[], refusalOf: (silenceId: string) => unknown) {
  const groups = groupsOf(...names);
  const lasting = groups.map((group, index) => {
    const origin = { requestId: `r${index}`, group: group.id, by: 'U0MARIA', whileFiring: true };
    return silence(`s${names[index]}`, { origin, startsAt: Date.now(), endsAt: Date.now() + 5 * MINUTE });
  });
  const alerts = names.map((name) => ({ ...silenced(name, `s${name}`), startsAt: 0 }));
  const stand = await standOf(groups, () => answer(alerts, lasting), refusalOf);
  const triedIn = (calls: readonly unknown[]) => new Set(calls.map((call) => (call as string[])[1]));
  return { ...stand, tried: () => triedIn(stand.calls) };
}

const REFUSED = new TocsinError('alertmanager_refused', 'Alertmanager main: too many silences');

test.each([
  ['refuses', REFUSED, 'warn'],
  ['fails', new TypeError('no such thing'), 'error'],
])('a silence that Alertmanager %s to extend holds up no other, and is said once', async (_how, refusal, level) => {
  const stand = await lastingStand(['a', 'b'], () => refusal);
  const said: unknown[] = [];
  const logger = {
    ...silentLogger,
    warn: (fields: object, message: string) => said.push(['warn', fields, message]),
    error: (fields: object, message: string) => said.push(['error', fields, message]),
  };
  stand.begin({ logger });
  await waitUntil('both were tried', () => stand.tried().size === 2);
  await waitUntil('they are tried again', () => stand.calls.length > 4);
  expect(said).toEqual([
    [
      level,
      expect.objectContaining({ tenant: ACME }),
      'silences that last as long as their group fires could not be changed, the next round tries again',
    ],
  ]);
  expect(await stand.metrics.registry.metrics()).toMatch(
    /tocsin_truth_checks_total\{tenant="acme",outcome="partial"\} [1-9]/,
  );
});

test('a silence that cannot be extended holds up no other group’s turn', async () => {
  const stand = await lastingStand(['a', 'b', 'c'], () => REFUSED);
  stand.begin({ groups: 1 });
  await waitUntil('all were tried', () => stand.tried().size === 3);
});

test('an Alertmanager that does not answer is not asked for every silence of the tenant', async () => {
  const gone = new TocsinError('alertmanager_unreachable', 'Alertmanager main: cannot be reached');
  const stand = await lastingStand(['a', 'b', 'c', 'd', 'e'], () => gone);
  stand.begin();
  await waitUntil('it was tried in three rounds', () => stand.calls.length >= 9);
  expect(stand.tried().size).toBe(3);
});

test('a tenant with nothing to ask is not asked about', async () => {
  const stand = await standOf(groupsOf('a'), () => answer([]));
  stand.begin({ quietAfterMs: 60 * MINUTE });
  await pause(3 * INTERVAL_MS);
  expect(stand.surveys).toEqual([]);
});
