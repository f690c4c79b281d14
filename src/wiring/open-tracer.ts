import type { Environment } from '../config/environment.ts';
import { productVersion } from '../config/package-dir.ts';
import type { Releasers } from '../core/lifecycle.ts';
import type { Logger } from '../core/logger.ts';
import type { Tracer } from '../core/tracing.ts';

/** Undefined when traces are not switched on: then nothing of OpenTelemetry is even loaded. */
export async function openTracer(
  {
    environment: { tracing },
    logger,
    stopInMs,
  }: { readonly environment: Environment; readonly logger: Logger; readonly stopInMs: () => number },
  releasers: Releasers,
): Promise<Tracer | undefined> {
  if (tracing === undefined) return undefined;
  const { createOtelTracer } = await import('../tracing/otel-tracer.ts');
  const tracer = createOtelTracer({ ...tracing, version: productVersion(), logger });
  releasers.add('tracer', () => tracer.close(stopInMs()));
  return tracer;
}
