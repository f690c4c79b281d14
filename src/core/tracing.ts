/**
 * What a trace is made of, as those see it who are traced. Spans are handed on as arguments, and hold no labels, no text of
 * alerts and no secrets: only ids, names from configuration, counts and outcomes.
 */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** A piece of work, from when it began until it ends. */
export interface Span {
  readonly traceId: string;
  /** W3C: by which work elsewhere, and later, knows that it belongs to this. */
  readonly traceparent: string;
  set(attributes: SpanAttributes): void;
  /** Does the work as a part of this one; it ends when the work does, or the promise that it returns. Failures pass through. */
  part<T>(name: string, attributes: SpanAttributes, work: (part: Span) => T): T;
}

export interface Tracer {
  /** Does work that begins a trace, or goes on with the one that `parent`, a W3C traceparent, names. */
  span<T>(begin: SpanBegin, work: (span: Span) => T): T;
  /** Sends what was not sent yet, at most `timeoutMs`. */
  close(timeoutMs: number): Promise<void>;
}

export interface SpanBegin {
  readonly name: string;
  /** `server`: somebody waits for the answer · `consumer`: nobody does. */
  readonly kind: 'server' | 'consumer';
  readonly parent: string | undefined;
  readonly attributes: SpanAttributes;
}

/** The work as a part of the span, where there is one. */
export function inPart<T>(
  span: Span | undefined,
  name: string,
  { attributes = {}, work }: { readonly attributes?: SpanAttributes; readonly work: (part: Span | undefined) => T },
): T {
  return span === undefined ? work(undefined) : span.part(name, attributes, work);
}

/** W3C Trace Context, version 00; of later ones what 00 has. All zeros are no trace. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?$/;

/** What a request's header says, if it is a traceparent. */
export function traceparentIn(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' && header.length < 256 && TRACEPARENT.test(header) ? header : undefined;
}
