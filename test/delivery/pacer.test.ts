import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type PaceRequest, Pacer } from '../../src/delivery/pacer.ts';

const PACES = {
  channelPosts: { perSecond: 1, burst: 3 },
  workspacePosts: { perSecond: 5, burst: 10 },
  workspaceUpdates: { perSecond: 50 / 60, burst: 2 },
};

const post = (holder: string, now: number, more: Partial<PaceRequest> = {}): PaceRequest => ({
  method: 'chat.postMessage',
  workspace: 'T1',
  channel: 'C1',
  holder,
  now,
  ...more,
});

describe('the pacer', () => {
  test('lets a burst go at once and then gives one slot a second', () => {
    const pacer = new Pacer(PACES);
    const answers = ['a', 'b', 'c', 'd', 'e'].map((holder) => pacer.admit(post(holder, 10_000)));
    expect(answers).toEqual([undefined, undefined, undefined, 11_000, 12_000]);
  });

  test('keeps the slot of whoever comes back, and gives it no second one', () => {
    const pacer = new Pacer(PACES);
    for (const holder of ['a', 'b', 'c']) pacer.admit(post(holder, 10_000));
    expect(pacer.admit(post('d', 10_000))).toBe(11_000);
    expect(pacer.admit(post('d', 10_500))).toBe(11_000);
    expect(pacer.admit(post('d', 11_000))).toBeUndefined();
    expect(pacer.admit(post('e', 11_000))).toBe(12_000);
  });

  test('counts each channel, and each workspace, by itself', () => {
    const pacer = new Pacer(PACES);
    for (const holder of ['a', 'b', 'c', 'd']) pacer.admit(post(holder, 0));
    expect(pacer.admit(post('x', 0, { channel: 'C2' }))).toBeUndefined();
    expect(pacer.admit(post('x', 0, { workspace: 'T2' }))).toBeUndefined();
  });

  test('holds a workspace to its own ceiling over all channels', () => {
    const pacer = new Pacer(PACES);
    const answers = Array.from({ length: 12 }, (_, index) => pacer.admit(post('a', 0, { channel: `C${index}` })));
    expect(answers.filter((answer) => answer === undefined)).toHaveLength(10);
    expect(answers.slice(10)).toEqual([200, 400]);
  });

  test('keeps no place in the workspace for those who wait for a busy channel', () => {
    const pacer = new Pacer(PACES);
    for (let index = 0; index < 1_000; index++) pacer.admit(post(`noise-${index}`, 0));
    expect(pacer.admit(post('critical', 0, { channel: 'C-critical' }))).toBeUndefined();
  });

  test('counts updates by workspace, not by channel', () => {
    const pacer = new Pacer(PACES);
    const update = (channel: string) => pacer.admit(post('a', 0, { method: 'chat.update', channel }));
    expect([update('C1'), update('C2'), update('C3')]).toEqual([undefined, undefined, 1_200]);
  });

  test('leaves a blocked method of a workspace alone, and only that one', () => {
    const pacer = new Pacer(PACES);
    pacer.block({ method: 'chat.postMessage', workspace: 'T1', until: 30_000 });
    pacer.block({ method: 'chat.postMessage', workspace: 'T1', until: 20_000 });
    expect(pacer.admit(post('a', 10_000))).toBe(30_000);
    expect(pacer.admit(post('a', 10_000, { method: 'chat.update' }))).toBeUndefined();
    expect(pacer.admit(post('a', 10_000, { workspace: 'T2' }))).toBeUndefined();
    expect(pacer.admit(post('a', 30_000))).toBeUndefined();
  });

  test('never lets more through than burst plus rate, whoever asks whenever', () => {
    const steps = fc.array(fc.record({ holder: fc.nat(30), wait: fc.integer({ min: 0, max: 900 }) }), {
      maxLength: 200,
    });
    fc.assert(
      fc.property(steps, (asked) => {
        const pacer = new Pacer(PACES);
        const went: number[] = [];
        let now = 0;
        for (const { holder, wait } of asked) {
          now += wait;
          if (pacer.admit(post(`${holder}`, now)) === undefined) went.push(now);
        }
        for (const from of went) {
          const within = went.filter((at) => at >= from && at < from + 10_000).length;
          // Slots that were kept may be taken up late: one for each holder that waited.
          expect(within).toBeLessThanOrEqual(3 + 10 + 31);
        }
      }),
    );
  });
});
