import type { Environment } from '../config/environment.ts';
import { productVersion } from '../config/package-dir.ts';
import type { Logger } from '../core/logger.ts';
import type { Tracer } from '../core/tracing.ts';

/** Undefined when traces are not switched on: then nothing of OpenTelemetry is even loaded. */
export async function openTracer({ tracing }: Environment, logger: Logger): Promise<Tracer | undefined> {
  if (tracing === undefined) return undefined;
  const { createOtelTracer } = await import('../tracing/otel-tracer.ts');
  return createOtelTracer({ ...tracing, version: productVersion(), logger });
}
