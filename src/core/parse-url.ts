/**
 * The address, or undefined if it is none. Instead of `URL.canParse`, which on Node 20 begins to refuse addresses with
 * letters such as ü once V8 has compiled its caller (seen on 20.20 after some 5 000 calls).
 */
export function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
