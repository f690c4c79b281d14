/** What serves an endpoint of the table in core/api/endpoints.ts gets and gives. */
import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Endpoint } from '../core/api/endpoint.ts';
import type { ENDPOINTS, EndpointName } from '../core/api/endpoints.ts';
import type { Problem } from '../core/problem.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { Caller } from './caller.ts';

type Parsed<E, Key extends 'query' | 'body'> =
  E extends Readonly<Record<Key, infer Schema extends z.ZodType>> ? z.output<Schema> : undefined;

export interface ApiRequest<E extends Endpoint = Endpoint> {
  /** Undefined only where the endpoint needs nothing, and nothing proves who it is. */
  readonly caller: E['needs'] extends 'nothing' ? Caller | undefined : Caller;
  /** That the path names, and the caller may see. */
  readonly tenant: E['path'] extends `${string}{tenantId}${string}` ? Tenant : undefined;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Parsed<E, 'query'>;
  readonly body: Parsed<E, 'body'>;
  readonly request: Request;
  readonly response: Response;
}

/** The body; or a problem; or that the handler has answered by itself, as streams do. */
export type ApiAnswer<E extends Endpoint = Endpoint> =
  | { readonly body: z.input<E['answer']>; readonly headers?: Readonly<Record<string, string>> }
  | { readonly problem: Problem; readonly headers?: Readonly<Record<string, string>> }
  | 'answered';

/** Rejects with `store_unavailable`. */
export type Handler<E extends Endpoint = Endpoint> = (request: ApiRequest<E>) => Promise<ApiAnswer<E>>;

export type HandlerOf<Name extends EndpointName> = Handler<(typeof ENDPOINTS)[Name]>;

export type Handlers = { readonly [Name in EndpointName]: HandlerOf<Name> };

export function problem(status: number, title: string, detail: string): { readonly problem: Problem } {
  return { problem: { status, title, detail } };
}

export function badRequest(detail: string): { readonly problem: Problem } {
  return problem(400, 'Bad request', detail);
}

export function tooMany(seconds: number) {
  return {
    ...problem(429, 'Too many requests', `too many requests; wait for ${seconds} s`),
    headers: { 'Retry-After': String(seconds) },
  };
}
