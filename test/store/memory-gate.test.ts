import { systemClock } from '../../src/core/clock.ts';
import { HOUR_MS } from '../../src/delivery/gate.ts';
import { createMemoryGate } from '../../src/store/memory-gate.ts';
import { describeGateContract } from './gate-contract.ts';
import { describeHourContract } from './hour-contract.ts';

describeGateContract('the gate of one process', async (options) => {
  const gate = createMemoryGate({ ...options, clock: systemClock });
  return { one: gate, two: gate };
});

describeHourContract('the gate of one process', async (options) => {
  let passedMs = 0;
  const gate = createMemoryGate({ ...options, clock: { now: () => Date.now() + passedMs } });
  const endHour = async () => {
    passedMs += HOUR_MS;
  };
  return { one: gate, two: gate, endHour };
});
