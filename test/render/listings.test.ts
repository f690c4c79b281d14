/** What commands and the Home tab say, in every language, for the longest and the worst data. */
import { describe, expect, test } from '@jest/globals';
import { isTenantId, receiverName } from '../../src/core/ids.ts';
import type { HomePart, ListedGroup, ListedSilence, Reply } from '../../src/core/listing.ts';
import {
  FEWEST_PART_BLOCKS,
  HOME_TOP_BLOCKS,
  homePartBlocks,
  homeTop,
  moreTenants,
} from '../../src/render/home-blocks.ts';
import { replyContent } from '../../src/render/reply-blocks.ts';
import { type Sentence, sentenceText } from '../../src/render/sentence-text.ts';
import { validateHome } from '../../src/sandbox/block-kit/modal-view.ts';
import { countedCharacters, validateBlocks } from '../../src/sandbox/block-kit/validate-blocks.ts';
import { LOCALES, productBase } from './rendering.ts';
import { T0, viewFrom } from './view-builder.ts';

const TENANT = 'a'.repeat(63);
if (!isTenantId(TENANT)) throw new Error(TENANT);

const { renderer } = productBase();
const NASTY = '<!channel> <@U1> *bold* `code` | & '.repeat(40);

function groupOf(text: string): ListedGroup {
  const labels = { alertname: text, instance: text, service: text, cluster: text, severity: 'critical' };
  const view = viewFrom({ alerts: [{ labels }], posted: true });
  return {
    view: { ...view, group: { ...view.group, acknowledged: { by: 'U0MARIA', at: T0 } } },
    shortId: '1a2b3c',
    url: `https://${'x'.repeat(40)}.slack.com/archives/C0123456789/p1795455559858000`,
    silencedUntil: T0,
  };
}

const group = groupOf(NASTY);
const silence: ListedSilence = {
  comment: NASTY,
  by: NASTY,
  endsAt: T0,
  matchers: Array.from({ length: 30 }, () => NASTY),
  url: 'https://am.example.com/#/silences/1',
};
const many = <Item>(item: Item): readonly Item[] => Array.from({ length: 200 }, () => item);
const more = { tenant: NASTY, lookedAt: 1_000 };
const person = { person: 'U0MARIA', groups: Array.from({ length: 5 }, () => group), total: 12 };
const onCall = [
  { schedule: NASTY, person: 'U0JAN' },
  { schedule: 'db', person: '<!subteam^S0DBA>' },
];

const replies: readonly Reply[] = [
  { kind: 'list', filter: 'all', groups: many(group), total: 200, ...more },
  { kind: 'list', filter: 'mine', groups: [], total: 0 },
  { kind: 'list', filter: 'critical', groups: [groupOf('DiskFull')], total: 1 },
  { kind: 'silences', silences: many(silence), total: 200, unanswered: many(NASTY), ...more },
  { kind: 'silences', silences: [{ ...silence, comment: '' }], total: 1, unanswered: [] },
  { kind: 'silences', silences: [], total: 0, unanswered: ['eu-1'] },
  { kind: 'who', people: many(person), free: 3, onCall, ...more },
  { kind: 'who', people: [], free: 0, onCall: [] },
  { kind: 'help', command: '/tocsin' },
  { kind: 'help', command: '/tocsin', unknown: NASTY, near: 'list critical' },
];

const sentences: readonly Sentence[] = [
  { kind: 'which_group', command: '/tocsin' },
  { kind: 'unknown_group', command: '/tocsin', id: NASTY },
  { kind: 'ambiguous', id: NASTY, ids: many('1a2b3c4') },
  { kind: 'which_tenant', tenants: many('acme') },
  { kind: 'unknown_tenant', name: NASTY, tenants: ['acme'] },
  { kind: 'taken', group },
  { kind: 'own', group },
  { kind: 'released', group },
  { kind: 'not_read' },
];

/** No token but links, dates, and mentions of those who were meant to be named. */
function expectHarmless(text: string): void {
  const tokens = text.match(/<[^<>]*>/g) ?? [];
  const odd = tokens.filter((token) => !/^<(?:https:|!date\^|@U0MARIA>|@U0JAN>|!subteam\^S0DBA>)/.test(token));
  expect(odd).toEqual([]);
  expect(text.replace(/<[^<>]*>/g, '')).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
}

describe.each(LOCALES)('in %s', (locale) => {
  const language = renderer.language({ locale, timeZone: 'Europe/Berlin' });

  test.each(replies.map((reply, index) => [`${index} ${reply.kind}`, reply] as const))(
    'reply %s is within the limits of a message, and nothing in it calls anybody',
    (_name, reply) => {
      const { blocks, text } = replyContent(reply, TENANT, language);
      expect(validateBlocks(blocks)).toEqual([]);
      expect(countedCharacters(blocks)).toBeLessThan(10_000);
      expect(Buffer.byteLength(text)).toBeLessThan(3_800);
      for (const shown of textsOf(blocks)) expectHarmless(shown);
      expectHarmless(text);
    },
  );

  test.each(sentences.map((sentence) => [sentence.kind, sentence] as const))(
    'sentence %s is harmless',
    (_kind, said) => {
      const text = sentenceText(said, language);
      expectHarmless(text);
      expect(text.length).toBeLessThan(1_000);
    },
  );

  test.each([FEWEST_PART_BLOCKS, 30, 95])('a part of a Home tab fits in %i blocks', (room) => {
    const part: HomePart = {
      tenant: NASTY,
      mine: many(group),
      others: many(group),
      silenced: many(group),
      lookedAt: 1_000,
    };
    const blocks = homePartBlocks(part, { tenantId: TENANT, room }, language);
    expect(blocks.length).toBeLessThanOrEqual(room);
    expect(blocks.length).toBeGreaterThan(room - 3);
    const top = homeTop({ now: T0, notice: 'x' }, language);
    expect(top).toHaveLength(HOME_TOP_BLOCKS);
    const view = { type: 'home', blocks: [...top, ...blocks, ...moreTenants(3, '/tocsin', language)] };
    expect(validateHome(view)).toEqual([]);
    expect(Buffer.byteLength(JSON.stringify(view))).toBeLessThan(250_000);
  });

  test('of groups that read alike the receiver is said, and of no others', () => {
    const [one, other] = [groupOf('DiskFull'), groupOf('NodeDown')];
    const group = { ...one.view.group, receiver: receiverName('managers') };
    const alike: ListedGroup = { ...one, view: { ...one.view, group }, shortId: '4d5e6f' };
    const said = (...groups: readonly ListedGroup[]) => {
      const { blocks } = replyContent({ kind: 'list', filter: 'all', groups, total: groups.length }, TENANT, language);
      return textsOf(blocks).filter((text) => /managers|\bops\b/.test(text));
    };
    expect(said(one, alike, other)).toHaveLength(2);
    expect(said(one, other)).toEqual([]);
    expect(said(one, { ...one, shortId: '4d5e6f' })).toEqual([]);
  });

  test('a group without a message of its own is said to be in the summary', () => {
    const told = groupOf('DiskFull');
    const { message, ...rest } = told.view.group;
    const folded = { ...rest, folded: { since: T0, why: 'storm' as const } };
    const said = (group: ListedGroup['view']['group']) => {
      const groups = [{ ...told, view: { ...told.view, group } }];
      return JSON.stringify(replyContent({ kind: 'list', filter: 'all', groups, total: 1 }, TENANT, language).blocks);
    };
    const words = language.phrase('command.in_summary');
    expect(said(folded)).toContain(words);
    expect(message).toBeDefined();
    expect(said({ ...folded, ...(message && { message }) })).not.toContain(words);
  });

  test('a part without groups says so', () => {
    const blocks = homePartBlocks({ mine: [], others: [], silenced: [] }, { tenantId: TENANT, room: 90 }, language);
    expect(textsOf(blocks)).toEqual([language.phrase('digest.none_open')]);
  });
});

/** Texts that Slack reads for tokens: not those of headers and buttons. */
function textsOf(blocks: readonly object[]): readonly string[] {
  const texts: string[] = [];
  JSON.stringify(blocks, (_key, value: unknown) => {
    if (typeof value === 'object' && value !== null && 'type' in value && value.type === 'mrkdwn' && 'text' in value) {
      texts.push(String(value.text));
    }
    return value;
  });
  return texts;
}
