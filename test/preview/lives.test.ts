import { describe, expect, test } from '@jest/globals';
import type { Frame } from '../../src/core/preview.ts';
import { FixtureFile } from '../../src/preview/fixture-file.ts';
import { type Life, type LifeProblem, lifeFromFixture, lifeFromWebhooks } from '../../src/preview/life.ts';
import { readText } from '../repository/repository-files.ts';
import { play, productLives, said } from './product-previews.ts';

const lives = await productLives();

const named = async (name: string): Promise<readonly Frame[]> => play(lives.get(name));
const texts = (frames: readonly Frame[]) => frames.map(({ name, message }) => `${name}: ${message.text}`);
const replies = (frames: readonly Frame[]) => frames.map(({ thread }) => thread.length);

describe('the fixtures', () => {
  test('are of every kind', () => {
    expect(lives.size).toBeGreaterThanOrEqual(18);
  });

  test.each([...lives])('%s is drawn at every step, without a failure', async (_name, life) => {
    const frames = await play(life);
    expect(frames.map(({ name }) => name)).toEqual(life.steps.map(({ name }) => name));
    expect(frames.map(({ at }) => at)).toEqual(life.steps.map(({ at }) => at));
    expect([...frames].sort((a, b) => a.at - b.at)).toEqual(frames);
    for (const { failure, message } of frames) {
      expect(failure).toBeUndefined();
      expect(message.text.trim()).not.toBe('');
    }
  });
});

describe('a life', () => {
  test('goes from firing over a change and a reminder to resolved', async () => {
    const frames = await named('disk-almost-full');
    expect(frames.map(({ name }) => name)).toEqual(['fired', 'changed', 'reminded', 'acknowledged', 'resolved']);
    expect(texts(frames)).toEqual([
      expect.stringMatching(/^fired: Critical: DiskAlmostFull/),
      expect.stringMatching(/^changed: Critical: DiskAlmostFull/),
      expect.stringMatching(/^reminded: Critical: DiskAlmostFull/),
      expect.stringMatching(/^acknowledged: Critical: DiskAlmostFull/),
      expect.stringMatching(/^resolved: Resolved: DiskAlmostFull/),
    ]);
    expect(replies(frames)).toEqual([0, 1, 2, 2, 3]);
  });

  test('says in the thread what changed, and keeps what was said', async () => {
    const [, changed, reminded, , resolved] = await named('disk-almost-full');
    expect(said(changed?.thread[0] ?? { text: '', blocks: [] })).toMatch(/1\snew alert.+1\salert resolved/);
    expect(reminded?.thread[0]).toEqual(changed?.thread[0]);
    expect(said(reminded?.thread[1] ?? { text: '', blocks: [] })).toMatch(/2\salerts still firing/);
    expect(said(resolved?.thread[2] ?? { text: '', blocks: [] })).toContain('All alerts resolved');
  });

  test('reopens its message within the reopen window and begins a new one after it', async () => {
    const frames = await named('re-fire');
    expect(replies(frames)).toEqual([0, 1, 2, 3, 0, 1]);
  });

  test('is posted as resolved when it was over before', async () => {
    const frames = await named('resolved-before-post');
    expect(texts(frames)).toEqual([expect.stringMatching(/^resolved: Resolved: LinkFlap/)]);
  });

  test('says what is no longer reported', async () => {
    const frames = await named('no-longer-reported');
    expect(said(frames[1]?.message ?? { text: '', blocks: [] })).toContain('no longer reported');
  });

  test('mentions people in the first post only', async () => {
    const frames = await play(lives.get('disk-almost-full'), { mentionsFor: () => ['<!subteam^S0ONCALL>'] });
    expect(frames.map(({ message }) => said(message).includes('S0ONCALL'))).toEqual([true, false, false, false, false]);
  });

  test('tells with every frame why the template failed', async () => {
    const frames = await play(lives.get('disk-almost-full'), { template: 'nowhere' });
    expect(frames[0]?.failure).toBe('no template "nowhere"');
    expect(frames[0]?.message.text).toContain('DiskAlmostFull');
  });

  test('is the same whenever it is played', async () => {
    expect(await named('storm')).toEqual(await named('storm'));
  });
});

describe('what people and Alertmanager do', () => {
  const firstLines = ({ message }: Frame) => said(message);

  test('is shown: silenced in part, inhibited, silenced whole, and resolved without a word', async () => {
    const frames = await named('silenced');
    const [, inPart, inhibited, ending, ended, whole, over] = frames.map(firstLines);
    expect(inPart).toMatch(/1\salert: silenced by <@U0MARIA> until/);
    expect(inhibited).toMatch(/1\salert: inhibited by NodeDown/);
    // Of several reasons each alert has its own; one for all is said once.
    expect(inhibited?.split('inhibited by NodeDown')).toHaveLength(3);
    expect(inPart?.split('silenced by <@U0MARIA>')).toHaveLength(2);
    expect(ending).not.toContain('inhibited');
    expect(ended).toMatch(/\(3\sfiring\)/);
    expect(ended).not.toContain('silenced by');
    expect(whole?.split('silenced by <@U0ALEX> for as long as it fires')).toHaveLength(2);
    expect(over).toContain('Resolved while silenced');
    const told = frames.at(-1)?.thread.map(said) ?? [];
    expect(told).toEqual([
      expect.stringContaining('The new consumers come this evening'),
      expect.stringContaining('“Silence” extends it'),
      expect.stringContaining('has ended'),
      expect.stringContaining('extended as long as they fire'),
      expect.stringContaining('All alerts resolved'),
    ]);
  });

  test('is told once: one who does not answer is asked, and what fires again begins without the escalation', async () => {
    const frames = await named('nobody-answers');
    const [, first, second, taken, asked, , , again] = frames.map(firstLines);
    expect([first, second, taken].map((text) => /step\s(\d)/.exec(text ?? '')?.[1])).toEqual(['1', '2', '2']);
    expect(taken).toMatch(/Nobody had it within 20\smin/);
    expect(asked).toContain('Still on it');
    expect(again).not.toContain('Escalated');
    expect(replies(frames)).toEqual([0, 1, 2, 2, 3, 4, 5, 6]);
  });
});

describe('webhooks', () => {
  const sample = (name: string): unknown => JSON.parse(readText(`deploy/samples/${name}.json`));

  test('become a life, with what happened told from what they say', async () => {
    const life = lifeFromWebhooks('Samples', ['disk-firing', 'disk-update', 'disk-resolved'].map(sample));
    expect(life).toHaveProperty('steps');
    const frames = await play('steps' in life ? life : undefined);
    expect(frames.map(({ name }) => name)).toEqual(['fired', 'changed', 'resolved']);
  });

  test('of two groups are no life', () => {
    expect(lifeFromWebhooks('Samples', ['disk-firing', 'certificate-firing'].map(sample))).toEqual({
      step: 1,
      problem: 'it is of another group than the step before: its receiver and groupKey must be the same',
    });
  });

  test('that are none are told so', () => {
    const problem = expect.stringMatching(/^not an Alertmanager webhook/);
    expect(lifeFromWebhooks('Samples', [{ version: '3' }])).toEqual({ step: 0, problem });
  });
});

describe('a fixture', () => {
  const life = (steps: unknown): Life | LifeProblem => lifeFromFixture(FixtureFile.parse({ title: 'A', steps }));
  const alert = (count?: number) => ({
    ...(count === undefined ? {} : { count }),
    status: 'firing',
    labels: { alertname: 'A', instance: 'node-{n}' },
    startsAt: '2026-11-20T13:00:00Z',
  });
  const webhook = (count?: number) => ({ version: '4', groupKey: 'g', receiver: 'r', alerts: [alert(count)] });

  test('stands for many alerts by a count', () => {
    const made = life([{ name: 'fired', afterMs: 1_000, webhook: webhook(3) }]);
    const [first] = 'steps' in made ? made.steps : [];
    const alerts = first !== undefined && 'notification' in first ? first.notification.alerts : [];
    expect(alerts.map(({ labels }) => labels.instance)).toEqual(['node-1', 'node-2', 'node-3']);
    expect(first?.at).toBe(Date.UTC(2026, 10, 20, 13, 0, 1));
  });

  test('cannot begin with an acknowledgement', () => {
    expect(life([{ name: 'acknowledged', afterMs: 0, acknowledgedBy: 'U0MARIA' }])).toEqual({
      step: 0,
      problem: 'nothing can become of what has not fired yet: a life begins with a webhook',
    });
  });

  test('is what docs/previews.md shows', () => {
    const [, example = ''] = /^```json\n([\s\S]+?)^```$/m.exec(readText('docs/previews.md')) ?? [];
    expect(lifeFromFixture(FixtureFile.parse(JSON.parse(example)))).toHaveProperty('steps.length', 2);
  });
});

describe('docs/previews.md', () => {
  test('names every fixture that ships', () => {
    const text = readText('docs/previews.md');
    expect([...lives.keys()].filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });
});
