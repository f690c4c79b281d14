/** What every gate does, whatever it keeps its lines in. Two handles stand for two processes that share it. */
import { describe, expect, test } from '@jest/globals';
import {
  type Admission,
  type AdmissionRequest,
  ASK_AGAIN_MS,
  AWAITED_MS,
  type Fault,
  type Gate,
  type GateOptions,
} from '../../src/delivery/gate.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { post } from './gate-requests.ts';

/** A minute a place, so that no test sees one come free unless it wants to. */
const SLOW = { perSecond: 1 / 60, burst: 3 };

const OPTIONS: GateOptions = {
  paces: { channelPosts: SLOW, workspacePosts: { perSecond: 1 / 60, burst: 10 }, workspaceUpdates: SLOW },
  retestMs: 30_000,
  maxHoldMs: 400,
  outageNoteMs: 0,
};

const MINUTE = 60_000;

const HOLDER_DOWN: Fault = {
  workspace: 'T1',
  channel: 'C1',
  scope: 'channel',
  reason: 'channel_archived',
  firstMs: 200,
  isOutage: false,
  isRetest: false,
};

/** How long the caller is to wait, in whole minutes; 0 when it may go. */
function minutes(admission: Admission): number {
  if (admission.kind === 'fold') throw new Error('folded');
  return admission.kind === 'go' ? 0 : Math.round((admission.until - Date.now()) / MINUTE);
}

async function inTurn(gate: Gate, requests: readonly AdmissionRequest[]): Promise<readonly number[]> {
  const answers: number[] = [];
  for (const request of requests) answers.push(minutes(await gate.admit(request)));
  return answers;
}

const isGo = async (gate: Gate, request: AdmissionRequest): Promise<boolean> =>
  (await gate.admit(request)).kind === 'go';

/** `open` gives handles on a gate that is new each time; where only one process can have it, both are the same. */
export function describeGateContract(
  name: string,
  open: (options: GateOptions) => Promise<{ readonly one: Gate; readonly two: Gate }>,
): void {
  const posts = (...holders: readonly string[]) => holders.map((holder) => post(holder));

  describe(`${name}: pace`, () => {
    test('lets a burst go at once, over all processes, and then one after the other', async () => {
      const { one, two } = await open(OPTIONS);
      expect(await inTurn(one, posts('a', 'b'))).toEqual([0, 0]);
      expect(await inTurn(two, posts('c', 'd'))).toEqual([0, 1]);
      expect(await inTurn(one, posts('e'))).toEqual([2]);
    });

    test('keeps the place of whoever comes back, and gives it no second one', async () => {
      const { one, two } = await open(OPTIONS);
      await inTurn(one, posts('a', 'b', 'c'));
      expect(await inTurn(one, posts('d', 'd', 'd', 'e', 'd'))).toEqual([1, 1, 1, 2, 1]);
      expect(await inTurn(two, posts('d', 'e'))).toEqual([1, 2]);
    });

    test('counts each channel, and each workspace, by itself', async () => {
      const { one } = await open(OPTIONS);
      await inTurn(one, posts('a', 'b', 'c', 'd'));
      expect(await isGo(one, post('x', { channel: 'C2' }))).toBe(true);
      expect(await isGo(one, post('x', { workspace: 'T2' }))).toBe(true);
    });

    test('holds a workspace to its own ceiling over all channels', async () => {
      const { one } = await open(OPTIONS);
      const everywhere = Array.from({ length: 12 }, (_, index) =>
        post('a', { channel: `C${index}`, holder: `h${index}` }),
      );
      const answers = await inTurn(one, everywhere);
      expect(answers.filter((answer) => answer === 0)).toHaveLength(10);
      expect(answers.slice(10)).toEqual([1, 2]);
    });

    test('takes no place in the workspace for those who wait for a busy channel', async () => {
      const { one } = await open(OPTIONS);
      for (let index = 0; index < 50; index++) await one.admit(post(`noise-${index}`));
      expect(await isGo(one, post('critical', { channel: 'C-critical' }))).toBe(true);
    });

    test('counts updates by workspace, not by channel', async () => {
      const { one } = await open(OPTIONS);
      const update = (channel: string) => post(`in ${channel}`, { method: 'chat.update', channel });
      expect(await inTurn(one, [update('C1'), update('C2'), update('C3'), update('C4')])).toEqual([0, 0, 0, 1]);
      expect(await isGo(one, post('a'))).toBe(true);
    });

    test('goes on by time', async () => {
      const fast = { perSecond: 20, burst: 1 };
      const { one } = await open({ ...OPTIONS, paces: { ...OPTIONS.paces, channelPosts: fast } });
      expect(await isGo(one, post('a'))).toBe(true);
      expect(await isGo(one, post('b'))).toBe(false);
      await waitUntil('its turn has come', () => isGo(one, post('b')));
    });

    test('lets as many go as a fast line has, and no more', async () => {
      const fast = { perSecond: 1_000, burst: 200 };
      const paces = { channelPosts: fast, workspacePosts: fast, workspaceUpdates: fast };
      const { one, two } = await open({ ...OPTIONS, paces });
      const startedAt = Date.now();
      let went = 0;
      for (let index = 0; index < 1_000; index++) {
        if (await isGo(index % 2 === 0 ? one : two, post(`h${index}`))) went += 1;
      }
      expect(went).toBeGreaterThanOrEqual(150);
      expect(went).toBeLessThanOrEqual(200 + (Date.now() - startedAt) + 1);
    });
  });

  describe(`${name}: urgency`, () => {
    test('lets what is urgent pass before what waits already', async () => {
      const { one, two } = await open(OPTIONS);
      await inTurn(one, posts('a', 'b', 'c', 'd', 'e'));
      expect(await inTurn(two, [post('urgent', { urgency: 0 })])).toEqual([1]);
      expect(await inTurn(one, posts('d', 'e'))).toEqual([2, 3]);
    });

    test('gives a free place to the most urgent, not to whoever asks first', async () => {
      const { one } = await open({ ...OPTIONS, paces: { ...OPTIONS.paces, channelPosts: { perSecond: 4, burst: 1 } } });
      await one.admit(post('a'));
      await one.admit(post('later', { urgency: 5 }));
      await one.admit(post('urgent', { urgency: 0 }));
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(await isGo(one, post('later', { urgency: 5 }))).toBe(false);
      expect(await isGo(one, post('urgent', { urgency: 0 }))).toBe(true);
    });

    test('keeps no place for who is late, who is first when it comes', async () => {
      const slow = { perSecond: 1, burst: 1 };
      const { one } = await open({ ...OPTIONS, paces: { ...OPTIONS.paces, channelPosts: slow } });
      await one.admit(post('a'));
      await one.admit(post('late'));
      await one.admit(post('there', { urgency: 5 }));
      await new Promise((resolve) => setTimeout(resolve, 1_000 + 2 * AWAITED_MS));
      expect(await isGo(one, post('there', { urgency: 5 }))).toBe(true);
      await one.admit(post('other', { urgency: 5 }));
      expect(await isGo(one, post('late'))).toBe(false);
      await waitUntil('its turn has come', () => isGo(one, post('late')));
      expect(await isGo(one, post('other', { urgency: 5 }))).toBe(false);
    });

    test('a holder may become more urgent while it waits', async () => {
      const { one } = await open(OPTIONS);
      await inTurn(one, posts('a', 'b', 'c', 'd', 'e'));
      expect(await inTurn(one, [post('e', { urgency: 0 })])).toEqual([1]);
      expect(await inTurn(one, posts('d'))).toEqual([2]);
    });

    test("who leaves the line stands in nobody's way", async () => {
      const { one, two } = await open(OPTIONS);
      await inTurn(one, posts('a', 'b', 'c', 'd', 'e', 'f'));
      for (const holder of ['d', 'e']) await two.leave(post(holder));
      expect(await inTurn(one, posts('f', 'g'))).toEqual([1, 2]);
    });

    test('refuses a place to those who would rather not wait so long', async () => {
      const { one } = await open(OPTIONS);
      await inTurn(one, posts('a', 'b', 'c', 'd'));
      expect(await one.admit(post('e', { foldAfterMs: 90_000 }))).toEqual({ kind: 'fold', why: 'storm' });
      expect(await inTurn(one, [post('f', { foldAfterMs: 150_000 })])).toEqual([2]);
      expect(await one.admit(post('f', { foldAfterMs: 90_000 }))).toEqual({ kind: 'fold', why: 'storm' });
      expect(await inTurn(one, [post('g', { urgency: 0, foldAfterMs: 90_000 })])).toEqual([1]);
    });
  });

  describe(`${name}: pauses`, () => {
    test('leaves a paused method of a workspace alone, and only that one', async () => {
      const { one, two } = await open(OPTIONS);
      await one.pause({ workspace: 'T1', method: 'chat.postMessage', ms: 5 * MINUTE });
      await one.pause({ workspace: 'T1', method: 'chat.postMessage', ms: 2 * MINUTE });
      expect(await inTurn(two, posts('a'))).toEqual([5]);
      expect(await isGo(two, post('a', { method: 'chat.update' }))).toBe(true);
      expect(await isGo(two, post('a', { workspace: 'T2' }))).toBe(true);
    });

    test('a pause ends', async () => {
      const { one } = await open(OPTIONS);
      await one.pause({ workspace: 'T1', method: 'chat.postMessage', ms: 100 });
      expect(await isGo(one, post('a'))).toBe(false);
      await waitUntil('the pause is over', () => isGo(one, post('a')));
    });
  });

  describe(`${name}: holds`, () => {
    test('a channel out of order is left alone by all, then tried by one caller', async () => {
      const { one, two } = await open(OPTIONS);
      expect(await one.hold({ ...HOLDER_DOWN, firstMs: 1_000 })).toMatchObject({
        attempts: 1,
        isNew: true,
        tell: true,
      });
      expect(await isGo(two, post('a'))).toBe(false);
      expect(await isGo(two, post('a', { channel: 'C2' }))).toBe(true);
      const tried = await waitUntil('the pause is over', async () => {
        const admission = await two.admit(post('a'));
        return admission.kind === 'go' && admission;
      });
      expect(tried).toEqual({ kind: 'go', retests: ['channel'] });
      const other = await one.admit(post('b'));
      expect(other.kind).toBe('wait');
      expect(other.kind === 'wait' && other.until - Date.now()).toBeLessThanOrEqual(ASK_AGAIN_MS + 50);
    });

    test('the pause doubles with each try that fails, up to the longest', async () => {
      const { one } = await open(OPTIONS);
      const pauses: number[] = [];
      for (let attempt = 1; attempt <= 3; attempt++) {
        const { since, until, attempts } = await one.hold({ ...HOLDER_DOWN, isRetest: attempt > 1 });
        expect(attempts).toBe(attempt);
        expect(since).toBeLessThanOrEqual(Date.now());
        pauses.push(Math.round((until - Date.now()) / 100) * 100);
      }
      expect(pauses).toEqual([200, 400, 400]);
    });

    test('calls that were under way when it began make it no longer', async () => {
      const { one } = await open(OPTIONS);
      const first = await one.hold(HOLDER_DOWN);
      expect(await one.hold(HOLDER_DOWN)).toEqual({ ...first, isNew: false, tell: false });
    });

    test('people are told once', async () => {
      const { one, two } = await open(OPTIONS);
      expect((await one.hold(HOLDER_DOWN)).tell).toBe(true);
      await one.told(HOLDER_DOWN, 'channel');
      expect((await two.hold({ ...HOLDER_DOWN, isRetest: true })).tell).toBe(false);
    });

    test('a call that went through ends it for all', async () => {
      const { one, two } = await open(OPTIONS);
      const { since } = await one.hold(HOLDER_DOWN);
      expect(await two.release(HOLDER_DOWN, ['channel'])).toEqual([
        { scope: 'channel', reason: 'channel_archived', since, until: expect.any(Number) },
      ]);
      expect(await one.admit(post('a'))).toEqual({ kind: 'go', retests: [] });
      expect(await one.release(HOLDER_DOWN, ['channel', 'workspace'])).toEqual([]);
    });

    test('those who waited for it come back one after the other, the most urgent first', async () => {
      const { one } = await open({ ...OPTIONS, maxHoldMs: 5 * MINUTE });
      await one.hold({ ...HOLDER_DOWN, firstMs: 5 * MINUTE });
      expect(await inTurn(one, [...posts('a', 'b', 'c', 'd', 'e'), post('f', { urgency: 0 })])).toEqual([
        5, 5, 5, 6, 7, 5,
      ]);
    });
  });

  describe(`${name}: outages`, () => {
    const out: Fault = { ...HOLDER_DOWN, scope: 'workspace', reason: 'slack_unreachable', isOutage: true };

    test('one caller a channel is to tell of an outage, if it waited in it', async () => {
      const { one, two } = await open(OPTIONS);
      const { since } = await one.hold(out);
      const waitingSince = Date.now() - 1_000;
      await one.release(out, ['workspace']);
      const first = await two.admit(post('a', { waitingSince }));
      expect(first).toEqual({ kind: 'go', retests: [], outage: { from: since, until: expect.any(Number) } });
      expect(await one.admit(post('b', { waitingSince }))).toEqual({ kind: 'go', retests: [] });
      expect(await one.admit(post('c', { channel: 'C2', waitingSince: Date.now() + 1_000 }))).not.toHaveProperty(
        'outage',
      );
      expect(await one.admit(post('d', { channel: 'C2', waitingSince }))).toHaveProperty('outage');
    });

    test('who would take no place after an outage takes none, and has none any more', async () => {
      const { one, two } = await open(OPTIONS);
      const waitingSince = Date.now() - 1_000;
      await inTurn(one, posts('a', 'b', 'c'));
      expect(await inTurn(one, [post('d', { waitingSince, foldIfMissed: true }), post('e')])).toEqual([1, 2]);
      await one.hold(out);
      await one.release(out, ['workspace']);
      const missed = { kind: 'fold', why: 'missed' };
      expect(await two.admit(post('d', { waitingSince, foldIfMissed: true }))).toEqual(missed);
      expect(await inTurn(one, posts('e'))).toEqual([1]);
      expect(await inTurn(one, [post('new', { waitingSince: Date.now() + 1_000, foldIfMissed: true })])).toEqual([2]);
    });

    test('a short one is not worth a word, nor is what only one workspace could mend', async () => {
      const { one } = await open({ ...OPTIONS, outageNoteMs: 60_000 });
      await one.hold(out);
      await one.release(out, ['workspace']);
      expect(await one.admit(post('a', { waitingSince: 0 }))).not.toHaveProperty('outage');
      const revoked = { ...out, workspace: 'T2', reason: 'token_invalid', isOutage: false };
      const { one: other } = await open(OPTIONS);
      await other.hold(revoked);
      await other.release(revoked, ['workspace']);
      expect(await other.admit(post('a', { workspace: 'T2', waitingSince: 0 }))).not.toHaveProperty('outage');
    });
  });
}
