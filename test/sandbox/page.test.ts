import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { ACME_TOKEN, button, type Call, openSandbox } from './sandbox-fixture.ts';

let sandbox: Sandbox;
let call: Call;

beforeEach(async () => {
  ({ sandbox, call } = await openSandbox());
});

afterEach(async () => await sandbox.close());

async function send(method: string, path: string, body?: object): Promise<{ status: number; body: unknown }> {
  const response = await fetch(sandbox.url + path, {
    method,
    ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

describe('the page', () => {
  test('allows nothing from elsewhere and nothing inline', async () => {
    const response = await fetch(sandbox.url);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    const html = await response.text();
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\son\w+=|\sstyle=/i);
    expect(html).not.toMatch(/(?:src|href)="https?:/);
  });

  test('every file that it names is served, with the policy', async () => {
    const html = await (await fetch(sandbox.url)).text();
    const paths = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map((match) => match[1] ?? '');
    expect(paths).toHaveLength(3);
    for (const path of paths) {
      const response = await fetch(sandbox.url + path);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(response.headers.get('content-type')).toMatch(/javascript|css|svg/);
      await response.text();
    }
  });

  test('what is not there is answered with 404', async () => {
    expect(await send('GET', '/favicon.ico')).toEqual({ status: 404, body: { ok: false, error: 'not_found' } });
    expect((await send('DELETE', '/_sandbox/state')).status).toBe(404);
  });

  test('hears of changes', async () => {
    const events = await fetch(`${sandbox.url}/_sandbox/events`);
    const reader = events.body?.getReader();
    if (reader === undefined) throw new Error('no events');
    await reader.read();
    await call('chat.postMessage', { channel: 'C0OPS', text: 'x' });
    const { value } = await reader.read();
    expect(new TextDecoder().decode(value)).toBe('data: {"teamId":"T0ACME","channel":"C0OPS"}\n\n');
    await reader.cancel();
  });
});

describe('driving from another process', () => {
  test('the state names workspaces and channels, never a token', async () => {
    const { body } = await send('GET', '/_sandbox/state');
    expect(body).toMatchObject({ workspaces: [{ teamId: 'T0ACME', name: 'Acme GmbH' }, { teamId: 'T0GLOBEX' }] });
    expect(JSON.stringify(body)).not.toContain('xoxb');
  });

  test('messages and requests can be read', async () => {
    await call('chat.postMessage', { channel: 'C0OPS', text: 'x' });
    const messages = await send('GET', '/_sandbox/messages?team=T0ACME&channel=%23ops');
    expect(messages.body).toMatchObject({ messages: [{ text: 'x' }], ephemerals: [] });
    expect((await send('GET', '/_sandbox/requests')).body).toMatchObject({
      requests: [{ method: 'chat.postMessage', ok: true }],
    });
    expect((await send('GET', '/_sandbox/messages?team=T0ACME&channel=nowhere')).status).toBe(404);
  });

  test('faults can be planned and cleared', async () => {
    expect(await send('POST', '/_sandbox/faults', { kind: 'error', error: 'is_archived' })).toMatchObject({
      status: 200,
    });
    expect((await call('auth.test')).body.error).toBe('is_archived');
    await send('POST', '/_sandbox/faults', { kind: 'error', times: 9 });
    await send('DELETE', '/_sandbox/faults');
    expect((await call('auth.test')).body.ok).toBe(true);
    expect(await send('POST', '/_sandbox/faults', { kind: 'nonsense' })).toMatchObject({ status: 422 });
  });

  test("another site's form cannot drive it", async () => {
    const response = await fetch(`${sandbox.url}/_sandbox/faults`, {
      method: 'POST',
      body: new URLSearchParams({ kind: 'error' }),
    });
    expect(response.status).toBe(415);
    await response.text();
    expect(sandbox.faults.left).toBe(0);
  });

  test('a click that cannot be sent says why', async () => {
    const blocks = [{ type: 'actions', elements: [button('a')] }];
    const { body } = await call('chat.postMessage', { channel: 'C0OPS', text: 'x', blocks }, ACME_TOKEN);
    const click = { teamId: 'T0ACME', channel: 'C0OPS', ts: body.ts, actionId: 'a', userId: 'U0MARIA' };
    expect(await send('POST', '/_sandbox/click', click)).toEqual({
      status: 409,
      body: { error: 'the sandbox was started without an interactivity URL or a signing secret' },
    });
  });
});
