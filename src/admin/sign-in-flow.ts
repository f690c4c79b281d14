/**
 * The way to the provider and back. Everything that ties it to the browser is made from its cookie, so that any replica can
 * take the callback, and whoever begins and never comes back leaves nothing in the store.
 */
import { hash, randomBytes } from 'node:crypto';
import type { SignInKeys } from './oidc-provider.ts';

export const FLOW_COOKIE = 'tocsin_sign_in';
/** Ours: time to find the telephone for the second factor. */
export const FLOW_MS = 10 * 60_000;
/** Ours: by how much replicas' clocks may differ. */
const SKEW_MS = 60_000;

export interface SignInFlow {
  readonly keys: SignInKeys;
  /** Which of several tenants the person wants to see. */
  readonly tenant: string | undefined;
}

/** A secret of 256 bits, when it began, and the tenant. */
const COOKIE = /^[\w-]{43}\.([0-9a-z]{1,10})\.([a-z0-9_-]{0,63})$/;

export function beginFlow(
  tenant: string | undefined,
  now: number,
): { readonly cookie: string; readonly keys: SignInKeys } {
  const cookie = `${randomBytes(32).toString('base64url')}.${now.toString(36)}.${tenant ?? ''}`;
  return { cookie, keys: keysOf(cookie) };
}

/** Undefined for a cookie that is none of ours, or too old. */
export function readFlow(cookie: string, now: number): SignInFlow | undefined {
  const [, begun = '', tenant = ''] = COOKIE.exec(cookie) ?? [];
  const age = now - Number.parseInt(begun, 36);
  if (!(age >= -SKEW_MS && age <= FLOW_MS)) return undefined;
  return { keys: keysOf(cookie), tenant: tenant === '' ? undefined : tenant };
}

/** One cannot be had from another: the state stands in addresses, the nonce in the token, the verifier the provider sees. */
function keysOf(cookie: string): SignInKeys {
  const key = (purpose: string) => hash('sha256', `${purpose}\0${cookie}`, 'base64url');
  return { state: key('state'), nonce: key('nonce'), verifier: key('verifier') };
}
