import type { Request } from 'express';

/** A cookie as `Set-Cookie` has it; no time at all ends it. Other sites' pages never have it sent, unless it is `Lax`. */
export function cookieText(
  { name, value }: { readonly name: string; readonly value: string },
  {
    path = '/api/v1',
    sameSite = 'Strict',
    isSecure,
    ms,
  }: {
    readonly path?: string;
    readonly sameSite?: 'Strict' | 'Lax';
    readonly isSecure: boolean;
    readonly ms: number;
  },
): string {
  const rest = `Path=${path}; Max-Age=${ms / 1_000}; HttpOnly; SameSite=${sameSite}`;
  return `${name}=${value}; ${rest}${isSecure ? '; Secure' : ''}`;
}

/** A cookie of ours: letters, digits and the little that our secrets have besides. */
export function cookieIn({ headers: { cookie = '' } }: Request, name: string): string | undefined {
  const pairs = cookie.split(';').map((pair) => pair.trim().split('='));
  const value = pairs.find(([each]) => each === name)?.[1];
  return value !== undefined && /^[\w.-]{20,200}$/.test(value) ? value : undefined;
}

/** Whether the browser came by TLS, as far as whoever ends it in front of us says so. */
export function isSecure({ publicUrl }: { readonly publicUrl: string | undefined }, request: Request): boolean {
  return publicUrl?.startsWith('https:') === true || request.headers['x-forwarded-proto'] === 'https';
}
