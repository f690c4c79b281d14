import { EventEmitter } from 'node:events';
import { expect, test } from '@jest/globals';
import type { Caller } from '../../src/admin/caller.ts';
import { FleetIndex } from '../../src/admin/fleet-index.ts';
import { createStatusStream } from '../../src/admin/status-stream.ts';
import { systemClock } from '../../src/core/clock.ts';
import { silentLogger } from '../../src/core/logger.ts';
import { createMemoryStore } from '../../src/store/memory-store.ts';
import { policy } from '../groups/builders.ts';

const OPERATOR: Caller = { actor: 'jan', credential: 'admin_token', via: 'admin_token', key: 'jan' };

/** What a page that is open, or was closed, leaves of its answer. */
class Answer extends EventEmitter {
  readonly written: string[] = [];
  readonly writableLength = 0;
  readonly destroyed: boolean;

  constructor({ destroyed }: { readonly destroyed: boolean }) {
    super();
    this.destroyed = destroyed;
  }

  status(): this {
    return this;
  }

  set(): this {
    return this;
  }

  write(text: string): void {
    this.written.push(text);
  }

  end(): void {
    this.emit('close');
  }
}

test('pages that were closed before they were told anything take no place from others', async () => {
  const store = createMemoryStore({ clock: systemClock });
  const stream = createStatusStream({
    tenants: () => ({ all: () => [] }) as never,
    fleet: new FleetIndex({ store, history: store.history, policyOf: () => policy, clock: systemClock }),
    takeover: () => ({ at: 0, faults: [], warnings: [] }),
    readiness: async () => ({ ready: true, problems: [], warnings: [] }),
    stillKnown: async (caller) => caller,
    version: 'test',
    clock: systemClock,
    logger: silentLogger,
  });
  const open = (response: Answer) =>
    stream.streamFleet({ caller: OPERATOR, request: { get: () => undefined }, response } as never);
  for (let n = 0; n < 200; n++) await open(new Answer({ destroyed: true }));
  const page = new Answer({ destroyed: false });
  expect(await open(page)).toBe('answered');
  expect(page.written.join()).toContain('event: fleet');
  stream.close();
});
