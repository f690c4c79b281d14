/** Seals what must not be read in the store: AES-256-GCM under a ring of keys, of which the newest seals. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Secret } from '../core/secret.ts';

/** What GCM is made for (NIST SP 800-38D, 8.2): 96 random bits each time. A ring seals far fewer than 2^32 texts. */
const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
const KEY_ID = /^[A-Za-z0-9_-]{1,32}$/;
/** Of the form, so that another one can be told from it. */
const FORM = 'v1';

/** A sealed text: `v1.<key's id>.<iv>.<ciphertext and tag>`, the last two in base64url. */
export type Sealed = string;

export type Opened =
  | { readonly ok: true; readonly text: string }
  /** `key_missing`: sealed under a key that the ring does not have. `damaged`: changed, or moved from elsewhere. */
  | { readonly ok: false; readonly why: 'key_missing' | 'damaged'; readonly keyId: string };

export interface KeyRing {
  /** Id of the key that seals. */
  readonly newest: string;
  /** `place` says what it is and whose: it opens nowhere else. */
  seal(text: string, place: string): Sealed;
  open(sealed: Sealed, place: string): Opened;
}

interface Key {
  readonly id: string;
  readonly bytes: Buffer;
}

/**
 * Reads `id:key` pairs, the newest first, separated by commas or white space; a key is 32 bytes in base64. Returns what
 * is wrong, in words that hold no key, where it is no ring.
 */
export function parseKeyRing(secret: Secret): KeyRing | { readonly problem: string } {
  const keys: Key[] = [];
  for (const [index, pair] of secret
    .reveal()
    .split(/[\s,]+/)
    .filter((text) => text !== '')
    .entries()) {
    const key = parseKey(pair);
    if (typeof key === 'string') return { problem: `key ${index + 1} ${key}` };
    if (keys.some(({ id }) => id === key.id)) return { problem: `key ${index + 1} has the id of another; rename it` };
    keys.push(key);
  }
  const [newest] = keys;
  return newest === undefined ? { problem: 'there is no key; write ID:KEY, the newest first' } : ringOf(newest, keys);
}

function parseKey(pair: string): Key | string {
  const [id = '', text, ...more] = pair.split(':');
  if (text === undefined || more.length > 0) return 'is not of the form ID:KEY';
  if (!KEY_ID.test(id)) return 'has an id that is not 1 to 32 letters, digits, "-" or "_"';
  const bytes = Buffer.from(text, 'base64');
  const isWhole = bytes.length === KEY_BYTES && /^[A-Za-z0-9+/_-]{43}=?$/.test(text);
  return isWhole ? { id, bytes } : 'is not 32 bytes in base64; make one with: openssl rand -base64 32';
}

function ringOf(newest: Key, keys: readonly Key[]): KeyRing {
  return {
    newest: newest.id,
    seal: (text, place) => seal(newest, text, place),
    open(sealed, place) {
      const keyId = keyIdOf(sealed);
      const key = keys.find(({ id }) => id === keyId);
      if (key === undefined) return { ok: false, why: 'key_missing', keyId };
      const text = unseal(key, sealed, place);
      return text === undefined ? { ok: false, why: 'damaged', keyId } : { ok: true, text };
    },
  };
}

/** Under which key the text is sealed; empty for a text that is not sealed in this form. */
export function keyIdOf(sealed: Sealed): string {
  const [form, id = ''] = sealed.split('.');
  return form === FORM ? id : '';
}

function seal({ id, bytes }: Key, text: string, place: string): Sealed {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', bytes, iv).setAAD(placeOf(id, place));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return [FORM, id, iv.toString('base64url'), body.toString('base64url')].join('.');
}

function unseal({ id, bytes }: Key, sealed: Sealed, place: string): string | undefined {
  const [, , iv = '', body = ''] = sealed.split('.');
  const whole = Buffer.from(body, 'base64url');
  const ivBytes = Buffer.from(iv, 'base64url');
  if (whole.length < TAG_BYTES || ivBytes.length !== IV_BYTES) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', bytes, ivBytes, { authTagLength: TAG_BYTES });
  decipher.setAAD(placeOf(id, place)).setAuthTag(whole.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(whole.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    // Node's only word for "not what was sealed, or not where".
    return undefined;
  }
}

function placeOf(keyId: string, place: string): Buffer {
  return Buffer.from(`${FORM}\0${keyId}\0${place}`);
}
