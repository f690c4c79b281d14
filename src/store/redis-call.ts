import type { RedisConnection } from './redis-connection.ts';

/** Every call to Redis goes through here, so that every failure is told alike. */
export type RedisCall = <T>(command: (connection: RedisConnection) => Promise<T>) => Promise<T>;

/** Waits for the first attempt to connect. */
export function callOn(connection: RedisConnection): RedisCall {
  return async (command) => {
    await connection.opened;
    connection.writeTogether();
    try {
      return await command(connection);
    } catch (error) {
      throw connection.errors.explain(error);
    }
  };
}
