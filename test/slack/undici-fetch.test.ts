import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createUndiciFetch, type UndiciFetch } from '../../src/slack/undici-fetch.ts';
import { json, type ScriptedSlack, startScriptedSlack } from './scripted-slack.ts';

let far: ScriptedSlack;
let near: UndiciFetch;

beforeEach(async () => {
  far = await startScriptedSlack();
  near = createUndiciFetch({ timeoutMs: 5_000 });
});

afterEach(async () => {
  await near.close();
  await far.close();
});

describe('fetch over undici', () => {
  test('reads an answer as Slack clients do', async () => {
    far.behave(json({ ok: true, text: 'ä' }, 201, { 'X-OAuth-Scopes': 'chat:write' }));
    const answer = await near.fetch(far.apiUrl, { method: 'POST', body: 'a=1' });
    expect(answer).toMatchObject({ status: 201, statusText: 'Created', ok: true, url: far.apiUrl });
    expect(answer.headers.get('x-oauth-scopes')).toBe('chat:write');
    expect(answer.headers.get('X-OAuth-Scopes')).toBe('chat:write');
    expect(answer.headers.get('retry-after')).toBeNull();
    expect(Object.fromEntries(answer.headers.entries())).toMatchObject({ 'x-oauth-scopes': 'chat:write' });
    expect(await answer.json()).toEqual({ ok: true, text: 'ä' });
    expect(await answer.text()).toBe('{"ok":true,"text":"ä"}');
    expect(Buffer.from(await answer.arrayBuffer()).toString()).toBe('{"ok":true,"text":"ä"}');
  });

  test('keeps its connections for later calls', async () => {
    const ports = new Set<number | undefined>();
    far.behave((response) => {
      ports.add(response.socket?.remotePort);
      response.end('{}');
    });
    for (let call = 0; call < 20; call += 1) await near.fetch(far.apiUrl, { method: 'POST', body: '' });
    // Two, as a call may begin while the one before it is being cleared away.
    expect(ports.size).toBeLessThanOrEqual(2);
  });

  test('does not follow a redirect', async () => {
    far.behave(json({}, 307, { location: `${far.origin}/elsewhere` }));
    const answer = await near.fetch(far.apiUrl, { method: 'POST', body: '' });
    expect(answer).toMatchObject({ status: 307, ok: false });
    expect(far.seen).toHaveLength(1);
  });

  test('a call that is called off after it was written is a timeout, and the connection ends', async () => {
    const cancel = new AbortController();
    const ended = new Promise((resolve) => {
      far.behave((response) => {
        response.once('close', resolve);
        cancel.abort();
      });
    });
    const call = near.fetch(far.apiUrl, { method: 'POST', body: '', signal: cancel.signal });
    await expect(call).rejects.toMatchObject({ reason: 'timeout', message: 'called off' });
    await ended;
  });

  test('a call that is called off before it began is never sent', async () => {
    const call = near.fetch(far.apiUrl, { method: 'POST', body: '', signal: AbortSignal.abort() });
    await expect(call).rejects.toMatchObject({ reason: 'slack_unreachable' });
    expect(far.seen).toHaveLength(0);
  });

  test('a call that waits for a connection past its time is never sent', async () => {
    const cancel = new AbortController();
    const call = near.fetch(far.apiUrl, { method: 'POST', body: '', signal: cancel.signal });
    cancel.abort();
    await expect(call).rejects.toMatchObject({ reason: 'slack_unreachable' });
    await near.fetch(far.apiUrl, { method: 'POST', body: 'second' });
    expect(far.seen.map((request) => request.body)).toEqual(['second']);
  });

  test('form data is refused', async () => {
    await expect(near.fetch(far.apiUrl, { method: 'POST', body: new FormData() })).rejects.toMatchObject({
      reason: 'usage',
    });
  });
});
