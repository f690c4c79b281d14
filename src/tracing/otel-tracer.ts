/** Traces by OpenTelemetry. Loaded only when they are switched on: see wiring/open-tracer.ts. */
import { types } from 'node:util';
import {
  type Context,
  type Span as OtelSpan,
  type Tracer as OtelTracer,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { ExportResultCode } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { Logger } from '../core/logger.ts';
import type { Span, SpanBegin, Tracer } from '../core/tracing.ts';

export interface TracingOptions {
  /** Where spans go by OTLP over HTTP: the whole address, `…/v1/traces`. */
  readonly url: string;
  readonly serviceName: string;
  readonly version: string;
  readonly logger: Logger;
}

const KINDS = { server: SpanKind.SERVER, consumer: SpanKind.CONSUMER } as const;

/** Headers, timeouts, sampling, batches and further attributes come from OpenTelemetry's own variables, as it reads them. */
export function createOtelTracer({ url, serviceName, version, logger }: TracingOptions): Tracer {
  const own = resourceFromAttributes({ 'service.name': serviceName, 'service.version': version });
  const provider = new BasicTracerProvider({
    resource: defaultResource()
      .merge(detectResources({ detectors: [envDetector] }))
      .merge(own),
    spanProcessors: [new BatchSpanProcessor(telling(new OTLPTraceExporter({ url }), logger))],
  });
  const tracer = provider.getTracer('tocsin', version);
  return {
    span({ name, kind, parent, attributes }: SpanBegin, work) {
      const context = parent === undefined ? ROOT_CONTEXT : contextOf(parent);
      return run({ tracer, context, span: tracer.startSpan(name, { kind: KINDS[kind], attributes }, context) }, work);
    },
    async close(timeoutMs) {
      const ended = provider.shutdown().catch(() => undefined);
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, timeoutMs).unref())]);
    },
  };
}

/** Says once that spans cannot be sent, and once that they can again. Spans that could not be sent are lost. */
function telling(exporter: SpanExporter, logger: Logger): SpanExporter {
  let isFailing = false;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const hasFailed = result.code !== ExportResultCode.SUCCESS;
        if (hasFailed && !isFailing) logger.warn({ detail: result.error?.name }, 'traces cannot be sent');
        if (!hasFailed && isFailing) logger.info({}, 'traces can be sent again');
        isFailing = hasFailed;
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
  };
}

interface Running {
  readonly tracer: OtelTracer;
  readonly context: Context;
  readonly span: OtelSpan;
}

function run<T>({ tracer, context, span }: Running, work: (span: Span) => T): T {
  const { traceId, spanId, traceFlags } = span.spanContext();
  const inside = trace.setSpan(context, span);
  const fail = (error: unknown): never => {
    // The class alone: messages may quote what others said.
    const message = types.isNativeError(error) ? error.name : 'unknown';
    span.setStatus({ code: SpanStatusCode.ERROR, message });
    span.end();
    throw error;
  };
  const end = <V>(value: V): V => {
    span.end();
    return value;
  };
  try {
    const result = work({
      traceId,
      traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
      set: (attributes) => void span.setAttributes(attributes),
      part: (name, attributes, inner) =>
        run({ tracer, context: inside, span: tracer.startSpan(name, { attributes }, inside) }, inner),
    });
    if (types.isPromise(result)) return result.then(end, fail) as T;
    return end(result);
  } catch (error) {
    return fail(error);
  }
}

/** The parent is elsewhere, or is over. Checked for its form before: see `traceparentIn`. */
function contextOf(traceparent: string): Context {
  const [, traceId = '', spanId = '', flags = '00'] = traceparent.split('-');
  const parent = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
  return trace.setSpanContext(ROOT_CONTEXT, parent);
}
