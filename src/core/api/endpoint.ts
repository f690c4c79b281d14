/** What an endpoint of the admin API is, as its table, endpoints.ts, has it. */
import type { z } from 'zod';
import type { Permission } from '../access.ts';

/**
 * Who may call: everybody; whoever is known; operators; whoever may look at the tenant that the path names, or at some
 * tenant where it names none; whoever of these has the permission.
 */
export type Needs = 'nothing' | 'known' | 'operator' | 'view' | Permission;

export interface Endpoint {
  readonly method: 'get' | 'post' | 'delete';
  /** Below `/api/v1`, parameters in braces. */
  readonly path: string;
  readonly summary: string;
  readonly needs: Needs;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly answer: z.ZodType;
  /** 200 when absent. */
  readonly status?: 201 | 204 | 303;
  /** Not one JSON document. */
  readonly form?: 'text/event-stream' | 'application/x-ndjson';
  /** For how many requests it counts in a caller's rate; one when absent. */
  readonly weight?: number;
  /** Problems that are its own, besides those that any may have. */
  readonly conflicts?: true;
}

/** So that each is known by its own path and needs, and not just as some text. */
export function at<
  const Place extends Pick<Endpoint, 'method' | 'path' | 'needs' | 'status' | 'form' | 'weight' | 'conflicts'>,
>(place: Place): Place {
  return place;
}
