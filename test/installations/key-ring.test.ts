import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { teamId } from '../../src/core/ids.ts';
import { Secret } from '../../src/core/secret.ts';
import { openInstallation, resealed, sealTokens } from '../../src/installations/installation.ts';
import { type KeyRing, keyIdOf, parseKeyRing } from '../../src/installations/key-ring.ts';
import { ACME, GLOBEX } from '../store/store-fixtures.ts';

const keyText = () => randomBytes(32).toString('base64');
const OLD = `2025:${keyText()}`;
const NEW = `2026:${keyText()}`;

function ringOf(text: string): KeyRing {
  const ring = parseKeyRing(new Secret(text));
  if ('problem' in ring) throw new Error(ring.problem);
  return ring;
}

describe('a key ring', () => {
  test('opens what it sealed, at the same place alone', () => {
    const ring = ringOf(NEW);
    const sealed = ring.seal('xoxb-secret', 'here');
    expect(sealed).not.toContain('xoxb-secret');
    expect(ring.open(sealed, 'here')).toEqual({ ok: true, text: 'xoxb-secret' });
    expect(ring.open(sealed, 'there')).toEqual({ ok: false, why: 'damaged', keyId: '2026' });
  });

  test('seals the same text differently each time', () => {
    const ring = ringOf(NEW);
    expect(ring.seal('same', 'here')).not.toBe(ring.seal('same', 'here'));
  });

  test('seals with the newest key and opens with any', () => {
    const sealed = ringOf(OLD).seal('text', 'here');
    const rotated = ringOf(`${NEW},${OLD}`);
    expect(rotated.open(sealed, 'here')).toEqual({ ok: true, text: 'text' });
    expect(keyIdOf(rotated.seal('text', 'here'))).toBe('2026');
    expect(ringOf(NEW).open(sealed, 'here')).toEqual({ ok: false, why: 'key_missing', keyId: '2025' });
  });

  test('refuses a text of which any character was changed', () => {
    const ring = ringOf(NEW);
    const sealed = ring.seal('xoxb-secret', 'here');
    const [form, id, iv = '', body = ''] = sealed.split('.');
    const flipped = (text: string, at: number) =>
      text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
    for (let at = 0; at < iv.length; at += 1) {
      expect(ring.open([form, id, flipped(iv, at), body].join('.'), 'here').ok).toBe(false);
    }
    for (let at = 0; at < body.length - 1; at += 1) {
      expect(ring.open([form, id, iv, flipped(body, at)].join('.'), 'here').ok).toBe(false);
    }
    for (const text of ['', 'v1', 'v1.2026', 'v1.2026..', `v2.2026.${iv}.${body}`, 'no text of ours']) {
      expect(ring.open(text, 'here').ok).toBe(false);
    }
  });

  test.each([
    ['', 'there is no key'],
    ['2026', 'key 1 is not of the form ID:KEY'],
    ['2026:short', 'key 1 is not 32 bytes in base64'],
    [`${NEW} a b:${keyText()}`, 'key 2 is not of the form ID:KEY'],
    [`über:${keyText()}`, 'key 1 has an id that is not'],
    [`${NEW},${NEW}`, 'key 2 has the id of another'],
    [`2026:${randomBytes(16).toString('base64')}`, 'key 1 is not 32 bytes'],
  ])('says what is wrong without repeating a key (%#)', (text, told) => {
    const ring = parseKeyRing(new Secret(text));
    expect(ring).toEqual({ problem: expect.stringContaining(told) });
    for (const part of text.split(/[:,\s]/).filter((each) => each.length > 20)) {
      expect(JSON.stringify(ring)).not.toContain(part);
    }
  });
});

describe('sealed tokens', () => {
  const tokens = { botToken: new Secret('xoxe.xoxb-1'), refreshToken: new Secret('xoxe-1-refresh') };
  const record = (ring: KeyRing) => ({
    teamId: teamId('T0ACME'),
    teamName: 'Acme',
    appId: 'A1',
    botUserId: 'U1',
    scopes: [],
    installedAt: 1,
    installedBy: 'U2',
    sealed: sealTokens(ring, { tenantId: ACME, teamId: teamId('T0ACME') }, tokens),
  });

  test('open for their tenant and workspace alone', () => {
    const ring = ringOf(NEW);
    const opened = openInstallation(ring, ACME, record(ring));
    expect(opened.ok && opened.installation.tokens.botToken.reveal()).toBe('xoxe.xoxb-1');
    expect(openInstallation(ring, GLOBEX, record(ring))).toMatchObject({ ok: false, why: 'damaged' });
    const moved = { ...record(ring), teamId: teamId('T0GLOBEX') };
    expect(openInstallation(ring, ACME, moved)).toMatchObject({ ok: false, why: 'damaged' });
  });

  test('are sealed anew under a newer key, once', () => {
    const old = openInstallation(ringOf(OLD), ACME, record(ringOf(OLD)));
    if (!old.ok) throw new Error(old.why);
    const ring = ringOf(`${NEW} ${OLD}`);
    const renewed = resealed(ring, ACME, old.installation);
    if (renewed === undefined) throw new Error('it was not sealed anew');
    expect(renewed).not.toHaveProperty('tokens');
    const opened = openInstallation(ringOf(NEW), ACME, renewed);
    if (!opened.ok) throw new Error(opened.why);
    expect(opened.installation.tokens.refreshToken?.reveal()).toBe('xoxe-1-refresh');
    expect(resealed(ring, ACME, opened.installation)).toBeUndefined();
  });
});
