/** What one caller may ask for is bounded, whatever their token allows. */
import { expect, test } from '@jest/globals';
import type { Request, Response } from 'express';
import { readBody, readQuery } from '../../src/admin/read-request.ts';
import { type SessionEndpointParts, sessionEndpoints } from '../../src/admin/session-endpoints.ts';
import { ENDPOINTS } from '../../src/core/api/endpoints.ts';
import { Secret } from '../../src/core/secret.ts';
import { isPlace } from '../../src/groups/history.ts';
import { createMetrics } from '../../src/metrics/metrics.ts';

test('a token opens so many sessions, and then one every ten seconds', async () => {
  let [now, opened] = [0, 0];
  const { signIn } = sessionEndpoints({
    adminToken: new Secret('admin-token'),
    sessions: {
      open: async () => {
        opened += 1;
        return { id: 'secret', endsAt: 0 };
      },
    },
    clock: { now: () => now },
    logger: { info: () => undefined },
    metrics: createMetrics({ version: '0.0.0', defaults: false }),
  } as unknown as SessionEndpointParts);
  const open = async () => {
    const request = { headers: {} } as Request;
    const asked = { body: { token: 'admin-token' }, request, response: {} as Response };
    return await signIn(asked as Parameters<typeof signIn>[0]);
  };
  for (let times = 0; times < 200; times += 1) expect(await open()).toMatchObject({ body: { kind: 'operator' } });
  expect(await open()).toMatchObject({ problem: { status: 429 }, headers: { 'Retry-After': '10' } });
  now += 10_000;
  expect(await open()).toHaveProperty('body');
  expect(opened).toBe(201);
});

test('a body with thousands of faults is told some of them', () => {
  const labels = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`${'a'.repeat(90)}${index}`, index]));
  const surplus = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`more${index}`, index]));
  for (const body of [labels, { labels }, { labels: {}, ...surplus }, { token: 'x', ...surplus }]) {
    for (const endpoint of [ENDPOINTS.explainAlert, ENDPOINTS.signIn]) {
      const read = readBody(endpoint, { body } as Request);
      expect('detail' in read && read.detail.length).toBeLessThan(2_000);
    }
  }
});

test('a search may have ten words', () => {
  const search = (text: string) => readQuery(ENDPOINTS.listGroups, { url: `/?text=${text}` } as Request);
  expect(search('a+b+c+d+e+f+g+h+i+j+')).toHaveProperty('value');
  expect(search('a+b+c+d+e+f+g+h+i+j+k')).toEqual({ detail: 'text may have 10 words at most' });
});

test('a forged place in the history is none where the store could not read it', () => {
  expect(['1-0', '18446744073709551615-18446744073709551615'].map(isPlace)).toEqual([true, true]);
  expect(['18446744073709551616', '1-99999999999999999999', '-', '1-'].map(isPlace)).toEqual(Array(4).fill(false));
});
