import { types } from 'node:util';
import { TocsinError } from '../core/errors.ts';
import type { Secret } from '../core/secret.ts';

/**
 * Answers by which Redis says that it cannot serve now, in words for whoever is called at night.
 * Sources: src/server.c (shared objects) and src/acl.c of Redis 7.
 */
const UNAVAILABLE: Readonly<Record<string, string>> = {
  OOM: 'Redis is out of memory: raise maxmemory',
  READONLY: 'Redis is a read-only replica: point REDIS_URL at the master',
  MISCONF: "Redis refuses writes because it cannot save to its disk: see Redis's log",
  LOADING: 'Redis is still loading its data',
  BUSY: 'Redis is busy with a script that does not end',
  MASTERDOWN: 'Redis is a replica that lost its master',
  NOREPLICAS: 'Redis refuses writes because it has too few replicas',
  CLUSTERDOWN: 'the Redis Cluster is down: some slots have no node',
  MOVED: 'the Redis Cluster is moving slots',
  ASK: 'the Redis Cluster is moving slots',
  TRYAGAIN: 'the Redis Cluster is moving slots',
  NOAUTH: 'Redis wants a password',
  WRONGPASS: 'Redis refuses the user name or password',
  NOPERM: "Redis's ACL does not permit what Tocsin needs: see docs/operations.md",
  'max number of clients reached': 'Redis has no connection left: raise maxclients',
};

/** Within a script's error Redis 6 puts the code into the text, so it is looked for everywhere. */
const CODE = new RegExp(`(?:^|[\\s-])(${Object.keys(UNAVAILABLE).join('|')})\\b`);

/** Explains failures of one Redis without giving away its passwords. */
export interface RedisErrors {
  /**
   * What to throw for a failed call: a TocsinError of reason `store_unavailable` when Redis cannot be reached or says
   * that it cannot serve; any other answer is a mistake in this program and comes back as a plain Error.
   */
  explain(error: unknown): Error;
  /** One line about the failure. */
  describe(error: unknown): string;
}

/** `secrets` are the passwords that must not appear; `problem` is what the connection knows of its own trouble. */
export function createRedisErrors(secrets: readonly Secret[], problem: () => string | undefined): RedisErrors {
  const clean = (text: string): string => {
    const withoutArguments = text.replace(/, with args beginning with:.*$/s, '');
    return secrets.reduce((rest, secret) => rest.replaceAll(secret.reveal(), '[secret]'), withoutArguments);
  };
  const messageOf = (error: unknown): string => clean(types.isNativeError(error) ? error.message : String(error));
  const describe = (error: unknown): string => {
    const message = messageOf(error);
    const code = CODE.exec(message)?.[1];
    return (code === undefined ? undefined : UNAVAILABLE[code]) ?? message;
  };
  return {
    describe,
    explain(error) {
      const message = messageOf(error);
      // The client's own error objects carry the command with its arguments: documents and, at login, the password.
      const cause = new Error(message);
      if (isMistake(error, message)) return cause;
      const reason = isAnswer(error) ? describe(error) : (problem() ?? message);
      return new TocsinError('store_unavailable', `the store cannot answer: ${reason}`, { cause });
    },
  };
}

function isMistake(error: unknown, message: string): boolean {
  if (types.isNativeError(error) && (error.name === 'TypeError' || error.name === 'RangeError')) return true;
  return isAnswer(error) && !CODE.test(message);
}

/** Whether Redis itself answered with the error; all others are the connection's. */
function isAnswer(error: unknown): boolean {
  return types.isNativeError(error) && error.name === 'ReplyError';
}
