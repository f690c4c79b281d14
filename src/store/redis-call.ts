import type { StoreOperation } from '../metrics/store-metrics.ts';
import type { Measure } from './measure-calls.ts';
import type { RedisConnection } from './redis-connection.ts';

/** Every call to Redis goes through here, so that every failure is told alike, and measured as the operation's. */
export type RedisCall = <T>(
  command: (connection: RedisConnection) => Promise<T>,
  operation?: StoreOperation,
) => Promise<T>;

/** Waits for the first attempt to connect. */
export function callOn(connection: RedisConnection, measure: Measure): RedisCall {
  return async (command, operation = 'other') => {
    await connection.opened;
    connection.writeTogether();
    try {
      return await measure(operation, () => connection.inTime(command(connection)));
    } catch (error) {
      throw connection.errors.explain(error);
    }
  };
}
