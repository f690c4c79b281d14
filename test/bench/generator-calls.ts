import { z } from 'zod';

/** What became of a load. Latencies are from the sending of a request to the end of its answer. */
export const LoadResult = z.object({
  sent: z.number(),
  /** Answers that were not 2xx. */
  refused: z.number(),
  startedAt: z.number(),
  endedAt: z.number(),
  latencyMs: z.object({ p50: z.number(), p99: z.number() }),
  /** When the first webhook of each group was sent. */
  sentAt: z.array(z.tuple([z.number(), z.number()])),
});
export type LoadResult = z.infer<typeof LoadResult>;
