/** What undici's error says: only the network's own word, because messages may quote the address or a header. */
export function failedRequest(error: unknown): { readonly isTimeout: boolean; readonly code: string } {
  return { isTimeout: textIn(error, 'name') === 'TimeoutError', code: textIn(error, 'code') ?? 'network failure' };
}

function textIn(error: unknown, name: string): string | undefined {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
  return typeof value === 'string' ? value : undefined;
}
