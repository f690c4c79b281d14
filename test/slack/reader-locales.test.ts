import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { WebClient } from '@slack/web-api';
import { silentLogger } from '../../src/core/logger.ts';
import { Secret } from '../../src/core/secret.ts';
import { createReaderLocales, type ReaderLocales } from '../../src/slack/reader-locales.ts';
import { createSlackClients } from '../../src/slack/slack-clients.ts';
import { createUndiciFetch, type UndiciFetch } from '../../src/slack/undici-fetch.ts';
import { json, type ScriptedSlack, startScriptedSlack } from './scripted-slack.ts';

const MINUTE = 60_000;

let slack: ScriptedSlack;
let near: UndiciFetch;
let client: WebClient;
let localeOf: ReaderLocales;
let now: number;

beforeEach(async () => {
  slack = await startScriptedSlack();
  near = createUndiciFetch({ timeoutMs: 2_000 });
  client = createSlackClients({ apiUrl: slack.apiUrl, fetch: near.fetch })('T1', new Secret('xoxb-1'));
  now = 0;
  localeOf = createReaderLocales({ clock: { now: () => now }, logger: silentLogger });
});

afterEach(async () => {
  await near.close();
  await slack.close();
});

const ask = (userId = 'U1', teamId = 'T1') => localeOf({ teamId, userId, client });

test('a known language is asked for again after an hour', async () => {
  slack.behave(json({ ok: true, user: { locale: 'de-DE' } }));
  expect(await ask()).toBe('de-DE');
  slack.behave(json({ ok: true, user: { locale: 'es-ES' } }));
  now = 59 * MINUTE;
  expect(await ask()).toBe('de-DE');
  now = 61 * MINUTE;
  expect(await ask()).toBe('es-ES');
  expect(slack.seen).toHaveLength(2);
});

test('an unknown language is asked for again after five minutes', async () => {
  slack.behave(json({ ok: false, error: 'missing_scope' }));
  expect(await ask()).toBeUndefined();
  slack.behave(json({ ok: true, user: { locale: 'it-IT' } }));
  now = 4 * MINUTE;
  expect(await ask()).toBeUndefined();
  now = 6 * MINUTE;
  expect(await ask()).toBe('it-IT');
});

test('the same user id in two workspaces is two readers', async () => {
  slack.behave(json({ ok: true, user: { locale: 'de-DE' } }));
  await ask('U1', 'T1');
  await ask('U1', 'T2');
  expect(slack.seen).toHaveLength(2);
});
