import { TocsinError } from '../core/errors.ts';
import { Secret } from '../core/secret.ts';

export interface RedisAddress {
  readonly host: string;
  readonly port: number;
}

interface Access {
  readonly tls: boolean;
  readonly username?: string;
  readonly password?: Secret;
}

/** Where Redis is and how it is run. */
export type RedisTarget = Access &
  (
    | { readonly kind: 'standalone'; readonly address: RedisAddress; readonly db: number }
    | {
        readonly kind: 'sentinel';
        readonly sentinels: readonly RedisAddress[];
        readonly masterName: string;
        readonly db: number;
      }
    | { readonly kind: 'cluster'; readonly nodes: readonly RedisAddress[] }
  );

/** What `REDIS_URL` may look like, for error texts. */
export const REDIS_URL_FORMS =
  'redis://[user:password@]host[:6379][/db], redis+sentinel://[user:password@]host[:26379],…/master-name[?db=0] ' +
  'or redis+cluster://[user:password@]host[:6379],…; rediss instead of redis for TLS';

const URL_PARTS = /^(rediss?)(\+sentinel|\+cluster)?:\/\/(?:([^@/?]*)@)?([^@/?]+)(?:\/([^/?]*))?(?:\?([^?]*))?$/;
const ADDRESS = /^(\[[0-9a-fA-F:.]+\]|[^:[\]\s]+)(?::(\d{1,5}))?$/;

/**
 * Reads a `REDIS_URL` (see {@link REDIS_URL_FORMS}). Reserved characters in user and password are percent-encoded.
 * Throws a TocsinError of reason `config_invalid` that never repeats the URL, because it holds the password.
 */
export function parseRedisUrl(url: string): RedisTarget {
  const parts = URL_PARTS.exec(url.trim());
  if (parts === null) throw invalid('is not a Redis address');
  const [, scheme, mode, userinfo, hosts = '', path = '', query] = parts;
  const access = { tls: scheme === 'rediss', ...parseUserinfo(userinfo) };
  const place = { hosts, path, ...parseQuery(query) };
  if (mode === '+cluster') return { ...access, ...clusterAt(place) };
  if (mode === '+sentinel') return { ...access, ...sentinelAt(place) };
  return { ...access, ...standaloneAt(place) };
}

interface Place {
  readonly hosts: string;
  readonly path: string;
  readonly db?: string;
}

function clusterAt({ hosts, path, db }: Place) {
  if (path !== '' || db !== undefined) throw invalid('names a database, but Redis Cluster has only one');
  return { kind: 'cluster', nodes: parseAddresses(hosts, 6379) } as const;
}

function sentinelAt({ hosts, path, db }: Place) {
  const masterName = decode(path);
  if (masterName === '') throw invalid("lacks the master's name after the sentinels");
  return { kind: 'sentinel', sentinels: parseAddresses(hosts, 26379), masterName, db: parseDb(db) } as const;
}

function standaloneAt({ hosts, path, db }: Place) {
  const [address, second] = parseAddresses(hosts, 6379);
  if (address === undefined || second !== undefined) {
    throw invalid('names several hosts: write redis+sentinel:// or redis+cluster://');
  }
  return { kind: 'standalone', address, db: parseDb(path === '' ? db : path) } as const;
}

function parseUserinfo(userinfo: string | undefined): { username?: string; password?: Secret } {
  if (userinfo === undefined) return {};
  const colon = userinfo.indexOf(':');
  const username = decode(colon < 0 ? userinfo : userinfo.slice(0, colon));
  const password = colon < 0 ? '' : decode(userinfo.slice(colon + 1));
  return {
    ...(username === '' ? {} : { username }),
    ...(password === '' ? {} : { password: new Secret(password) }),
  };
}

function parseAddresses(hosts: string, defaultPort: number): readonly RedisAddress[] {
  return hosts.split(',').map((text) => {
    const [, host, port] = ADDRESS.exec(text) ?? [];
    if (host === undefined) throw invalid('holds a host that is not host or host:port');
    const number = port === undefined ? defaultPort : Number(port);
    if (number < 1 || number > 65535) throw invalid('holds a port outside 1–65535');
    return { host: host.replace(/^\[|\]$/g, ''), port: number };
  });
}

function parseQuery(query: string | undefined): { readonly db?: string } {
  const parameters = new URLSearchParams(query ?? '');
  for (const name of parameters.keys()) {
    if (name !== 'db') throw invalid('holds a parameter after "?" other than db');
  }
  const db = parameters.get('db');
  return db === null ? {} : { db };
}

function parseDb(text: string | undefined): number {
  if (text === undefined || text === '') return 0;
  if (!/^\d{1,4}$/.test(text)) throw invalid('holds a database that is not a number');
  return Number(text);
}

function decode(text: string): string {
  if (/%(?![0-9a-fA-F]{2})/.test(text)) throw invalid('holds a "%" that is not percent-encoding: write %25');
  return decodeURIComponent(text);
}

function invalid(what: string): TocsinError {
  return new TocsinError('config_invalid', `REDIS_URL ${what}; it may be ${REDIS_URL_FORMS}`);
}
