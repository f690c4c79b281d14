/** The OpenAPI document, out of the table of endpoints and their schemas. */
import { z } from 'zod';
import type { Endpoint } from '../core/api/endpoint.ts';
import { ENDPOINTS } from '../core/api/endpoints.ts';
import { Problem } from '../core/api/parts.ts';

/** JSON, as OpenAPI 3.1 has it. */
export type OpenApi = Readonly<Record<string, unknown>>;

const PARAMETERS: Readonly<Record<string, string>> = {
  tenantId: "The tenant's id: its folder's name.",
  groupId: "The group's id, 36 hex digits.",
  alertmanager: "The Alertmanager's name in `tenant.yaml`.",
  silenceId: "Alertmanager's id of the silence.",
};

const TAGS: Readonly<Record<string, string>> = {
  'sign-in': 'How people sign in.',
  session: 'Who the caller is, and sessions of browsers.',
  tenants: 'How tenants are, and what they are configured as.',
  groups: 'Alert groups, and what people do to them.',
  why: 'Why an alert goes where it goes.',
  events: 'What happened, and what happens now.',
  'dead-letters': 'Groups that could not be told.',
  silences: "Silences of the tenants' Alertmanagers.",
  templates: 'Templates, drawn while they are written.',
  report: 'How noisy alerts were.',
  watchdogs: 'Heartbeats that tenants expect.',
  slack: 'Installations of the Slack app.',
  openapi: 'This document.',
};

/** Of the API, not of the product: it grows when something that was there goes or changes its meaning. */
const API_VERSION = '1.0.0';

export function openApiDocument(): OpenApi {
  const schemas = namedSchemas();
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [name, endpoint] of Object.entries(ENDPOINTS) as [string, Endpoint][]) {
    const path = `/api/v1${endpoint.path}`;
    paths[path] = { ...paths[path], [endpoint.method]: operationOf(name, endpoint, schemas) };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Tocsin',
      version: API_VERSION,
      description: 'What the console does, for scripts: docs/admin-api.md explains it.',
      license: { name: 'Apache 2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'The relay.' }],
    security: [{ token: [] }, { session: [] }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'The admin token, or one of `api.tokens` of a tenant.' },
        session: { type: 'apiKey', in: 'cookie', name: 'tocsin_session', description: 'Of a browser that signed in.' },
      },
      parameters: Object.fromEntries(
        Object.entries(PARAMETERS).map(([name, description]) => [name, parameter(name, description)]),
      ),
      schemas: Object.fromEntries(schemas.map(({ id, json }) => [id, json])),
    },
  };
}

function parameter(name: string, description: string): object {
  return { name, in: 'path', required: true, description, schema: { type: 'string' } };
}

/** The first name of the path that is none of its parameters, behind the tenant. */
function tagOf({ path }: Pick<Endpoint, 'path'>): string {
  const names = path.split('/').filter((part) => part !== '' && !part.startsWith('{'));
  return (names[0] === 'tenants' ? names[1] : names[0])?.replace('.json', '') ?? 'tenants';
}

interface NamedSchema {
  readonly id: string;
  readonly schema: z.ZodType;
  readonly json: unknown;
}

/** All schemas that have a name, each once. */
function namedSchemas(): readonly NamedSchema[] {
  const { schemas } = z.toJSONSchema(z.globalRegistry, {
    uri: (id) => `#/components/schemas/${id}`,
    io: 'output',
    unrepresentable: 'any',
  });
  return Object.entries(schemas).map(([id, json]) => {
    const { $schema: _dialect, $id: _id, id: _name, ...rest } = json as Record<string, unknown>;
    return { id, json: rest, schema: z.globalRegistry._idmap.get(id) as z.ZodType };
  });
}

function reference(schema: z.ZodType, schemas: readonly NamedSchema[], io: 'input' | 'output'): unknown {
  const named = schemas.find((each) => each.schema === schema);
  if (named !== undefined) return { $ref: `#/components/schemas/${named.id}` };
  if (schema instanceof z.ZodUnion) {
    return { anyOf: schema.options.map((each) => reference(each as z.ZodType, schemas, io)) };
  }
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return json;
}

function operationOf(name: string, endpoint: Endpoint, schemas: readonly NamedSchema[]): object {
  const { summary, needs, body } = endpoint;
  return {
    operationId: name,
    summary,
    description: needsInWords(needs),
    tags: [tagOf(endpoint)],
    ...(needs === 'nothing' ? { security: [] } : {}),
    parameters: [...pathParameters(endpoint), ...queryParameters(endpoint)],
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: reference(body, schemas, 'input') } },
          },
        }),
    responses: responsesOf(endpoint, schemas),
  };
}

function needsInWords(needs: Endpoint['needs']): string {
  if (needs === 'nothing') return 'Open to everybody.';
  if (needs === 'known') return 'Whoever has a token or a session.';
  if (needs === 'operator') return 'Operators.';
  if (needs === 'view') return 'Operators, and the people of the tenant, of what is theirs.';
  return `Operators, and whoever of the tenant has the permission \`${needs}\`.`;
}

function pathParameters({ path }: Endpoint): readonly object[] {
  return Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => ({ $ref: `#/components/parameters/${name}` }));
}

function queryParameters({ query }: Endpoint): readonly object[] {
  if (query === undefined) return [];
  const { properties = {}, required = [] } = z.toJSONSchema(query, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).map(([name, schema]) => {
    const { description, ...rest } = typeof schema === 'object' ? schema : {};
    const isRequired = required.includes(name);
    return { name, in: 'query', required: isRequired, ...(description ? { description } : {}), schema: rest };
  });
}

/** What any request may be answered. */
const PROBLEMS: Readonly<Record<number, string>> = {
  400: 'Something in the request is wrong; `detail` says what.',
  401: 'The token is wrong, or it is a token of another tenant.',
  403: 'The role does not allow it; or the API is closed.',
  404: 'There is no such thing.',
  409: 'It cannot be done now; `detail` says why.',
  429: 'Too many requests; `Retry-After` says in how many seconds to come again.',
  503: 'The store does not answer, or too many are served at this moment.',
};

const STATUS_WORDS = {
  200: 'The answer.',
  201: 'The answer.',
  204: 'Done.',
  303: 'Leads on: `Location` says where.',
} as const;

function responsesOf({ answer, status, form, conflicts, needs }: Endpoint, schemas: readonly NamedSchema[]): object {
  const schema = reference(answer, schemas, 'output');
  const isEmpty = status === 204 || status === 303;
  const content = isEmpty ? {} : { content: { [form ?? 'application/json']: { schema } } };
  const isOpen = needs === 'nothing';
  const problems = Object.entries(PROBLEMS).filter(
    ([code]) => (code !== '409' || conflicts === true) && (!isOpen || code !== '404'),
  );
  const problemSchema = reference(Problem, schemas, 'output');
  return {
    [String(status ?? 200)]: { description: STATUS_WORDS[status ?? 200], ...content },
    ...Object.fromEntries(
      problems.map(([code, description]) => [
        code,
        { description, content: { 'application/problem+json': { schema: problemSchema } } },
      ]),
    ),
  };
}
