/** Who may let a silence that holds end at another time: one that somebody else made, too. */
import { expect, test } from '@jest/globals';
import type { Alertmanagers, Silence } from '../../src/actions/alertmanagers.ts';
import { channelId, messageTs } from '../../src/core/ids.ts';
import { silentLogger } from '../../src/core/logger.ts';
import { Secret } from '../../src/core/secret.ts';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { createZones } from '../../src/routing/zone.ts';
import { createSilenceModal } from '../../src/slack/silence-modal.ts';
import { buildAccess } from '../../src/tenants/build-access.ts';
import { firing, T0 } from '../groups/builders.ts';
import { ACME, groupNamed, storeNew } from '../store/store-fixtures.ts';
import { speaking } from './languages.ts';
import { noSilences } from './no-silences.ts';

const HOUR = 3_600_000;
const message = { channel: channelId('C0OPS'), ts: messageTs('1.2') };
const seen = { firstSeenAt: 1, lastSeenAt: 1, firingSeenAt: 1, resolvedSeenAt: 0, latestEndsAt: 0 };
const alert = { ...firing('db-1'), ...seen };
const language = speaking({ locale: 'en', timeZone: 'UTC' });
const kept = { alertmanager: 'main', createdBy: 'sre', comment: 'maintenance', startsAt: 1, endsAt: T0 + 2 * HOUR };
const group = groupNamed('DiskFull', {
  alerts: { [alert.fingerprint]: alert },
  message: { ...message, sentTo: { workspace: 'w', channel: message.channel }, hash: '', postedAt: 1, startedAt: 1 },
  silences: [{ id: 'theirs', ...kept }],
});

/** The ends, in hours from now, that the silence with that matcher was given by a responder without `expire`. */
async function ends(
  matcher: { readonly name: string; readonly value: string; readonly isRegex: boolean },
  duration: string,
) {
  const moved: number[] = [];
  const none = noSilences();
  const theirs: Silence = {
    id: 'theirs',
    ...kept,
    state: 'active',
    updatedAt: 1,
    matchers: [{ ...matcher, isEqual: true }],
    url: 'http://am',
  };
  const alertmanagers: Alertmanagers = {
    ...none.alertmanagers,
    alerts: async () => [],
    silences: async () => [theirs],
    updateSilence: async (_tenant, place, { endsAt }) => {
      moved.push((endsAt - T0) / HOUR);
      return { ...place, url: 'http://am' };
    },
  };
  const modal = createSilenceModal({
    ...none,
    alertmanagers,
    may: async ({ permission }) =>
      permission === 'silence'
        ? { allowed: true, limits: { longestMs: 8 * HOUR, mustContain: ['team'] } }
        : { allowed: false, roles: ['manager'], ask: [] },
    metrics: createMetrics({ version: 'test', defaults: false }),
    clock: { now: () => T0 },
    logger: silentLogger,
    zones: createZones(),
  });
  await storeNew(none.store, group, ACME);
  const botToken = new Secret('xoxb-1');
  const own = { id: ACME, botToken, locale: 'en', timeZone: 'UTC', access: buildAccess(undefined) };
  await modal.submit({
    person: { userId: 'U0RESP', name: 'resp', locale: 'en', timeZone: 'UTC' },
    tenants: [{ ...own, language: speaking, phrase: (key) => key }],
    language,
    metadata: { group: group.id, ...message, form: 'present' },
    values: { which: 'theirs', length: 'custom', duration },
    turnId: 'turn',
  });
  return moved;
}

test('is put off by whoever might make it as it is', async () => {
  expect(await ends({ name: 'team', value: 'db', isRegex: false }, '4h')).toEqual([4]);
});

test('is not put off when it is broader than they may silence', async () => {
  expect(await ends({ name: 'alertname', value: '.+', isRegex: true }, '4h')).toEqual([]);
});

test('is not ended earlier without the permission to expire', async () => {
  expect(await ends({ name: 'team', value: 'db', isRegex: false }, '1h')).toEqual([]);
});
