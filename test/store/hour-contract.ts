/** How every gate counts a tenant's messages. Two handles stand for two processes that share it. */
import { describe, expect, test } from '@jest/globals';
import { type AdmissionRequest, type Gate, type GateOptions, HOUR_MS } from '../../src/delivery/gate.ts';
import { post as anyPost } from './gate-requests.ts';
import { tenant } from './store-fixtures.ts';

const WIDE = { perSecond: 10_000, burst: 10_000 };
const SLOW = { perSecond: 1 / 60, burst: 1 };

const OPTIONS: GateOptions = {
  paces: { channelPosts: WIDE, workspacePosts: WIDE, workspaceUpdates: WIDE },
  retestMs: 30_000,
  maxHoldMs: 400,
  outageNoteMs: 0,
};

const post = (holder: string, more: Partial<AdmissionRequest> = {}): AdmissionRequest =>
  anyPost(holder, { counted: { tenant: 'acme', most: 2 }, ...more });

interface Opened {
  readonly one: Gate;
  readonly two: Gate;
  /** The hour of the tenant `acme` in `T1` is over. */
  readonly endHour: () => Promise<void>;
}

export function describeHourContract(name: string, open: (options: GateOptions) => Promise<Opened>): void {
  describe(`${name}: messages in an hour`, () => {
    test('go while there are some left, over all processes, and are refused with the end of the hour', async () => {
      const { one, two, endHour } = await open(OPTIONS);
      const begunAt = Date.now();
      expect(await one.admit(post('a'))).toMatchObject({ kind: 'go', use: { used: 1 } });
      expect(await two.admit(post('b'))).toMatchObject({ kind: 'go', use: { used: 2 } });
      const refused = await one.admit(post('c'));
      expect(refused).toMatchObject({ kind: 'fold', why: 'messages_quota', use: { used: 2 } });
      const until = refused.kind === 'fold' && refused.why === 'messages_quota' ? refused.use.until : 0;
      expect(until).toBeGreaterThanOrEqual(begunAt + HOUR_MS - 1);
      expect(until).toBeLessThanOrEqual(Date.now() + HOUR_MS);
      await endHour();
      expect(await two.admit(post('c'))).toMatchObject({ kind: 'go', use: { used: 1 } });
    });

    test('are counted once for a holder that comes back, and it is not refused what it has', async () => {
      const { one, two } = await open(OPTIONS);
      for (const gate of [one, two, one]) {
        expect(await gate.admit(post('a'))).toMatchObject({ kind: 'go', use: { used: 1 } });
      }
      await one.admit(post('b'));
      expect(await two.admit(post('a'))).toMatchObject({ kind: 'go', use: { used: 2 } });
    });

    test("are each tenant's own, and no others than those that are to be counted", async () => {
      const { one } = await open(OPTIONS);
      for (const holder of ['a', 'b']) await one.admit(post(holder));
      const { counted: _, ...uncounted } = post('c');
      expect(await one.admit(uncounted)).toEqual({ kind: 'go', retests: [] });
      const other = tenant('globex');
      expect(await one.admit(post('c', { counted: { tenant: other, most: 2 } }))).toMatchObject({ use: { used: 1 } });
      expect(await one.admit(post('d', { counted: { tenant: 'acme' } }))).toMatchObject({ use: { used: 3 } });
      expect(await one.admit(post('e', { counted: { tenant: 'acme', most: 4 } }))).toMatchObject({ use: { used: 4 } });
    });

    test('are counted when they go, and who is refused waits in no line any more', async () => {
      const { one, two } = await open({ ...OPTIONS, paces: { ...OPTIONS.paces, channelPosts: SLOW } });
      expect((await one.admit(post('a'))).kind).toBe('go');
      expect((await two.admit(post('b', { channel: 'C1' }))).kind).toBe('wait');
      expect(await one.admit(post('c', { channel: 'C2' }))).toMatchObject({ kind: 'go', use: { used: 2 } });
      expect((await two.admit(post('b'))).kind).toBe('fold');
      const next = await one.admit(post('d', { counted: { tenant: 'globex' } }));
      expect(next.kind === 'wait' && Math.round((next.until - Date.now()) / 60_000)).toBe(1);
    });
  });
}
