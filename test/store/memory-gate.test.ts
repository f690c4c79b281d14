import { systemClock } from '../../src/core/clock.ts';
import { createMemoryGate } from '../../src/store/memory-gate.ts';
import { describeGateContract } from './gate-contract.ts';

describeGateContract('the gate of one process', async (options) => {
  const gate = createMemoryGate({ ...options, clock: systemClock });
  return { one: gate, two: gate };
});
