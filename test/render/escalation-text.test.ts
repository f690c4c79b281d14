/** What is said when a group escalates, in the thread and elsewhere. */
import { describe, expect, test } from '@jest/globals';
import type { Content } from '../../src/core/content.ts';
import type { Note } from '../../src/core/note.ts';
import { LOCALES, productBase } from './rendering.ts';
import { textsOf } from './slack-check.ts';
import { MINUTE, T0, viewFrom } from './view-builder.ts';

const { renderer } = productBase();
const audience = (locale: string, mentions: readonly string[] = []) => ({
  locale,
  timeZone: 'Europe/Berlin',
  mentions,
});

const said = (content: Content) => textsOf(content).join('\n');

const NOTES: readonly Note[] = [
  { id: '1', at: T0, kind: 'escalated', step: 2, since: T0, mentions: ['<@U0ANNA>', '<!subteam^S0DBA>'] },
  { id: '2', at: T0, kind: 'escalated', step: 3, since: T0, mentions: [], by: 'U0BEN' },
  { id: '3', at: T0, kind: 'asked', person: 'U0BEN', graceMs: 15 * MINUTE },
  { id: '4', at: T0, kind: 'lapsed', person: 'U0BEN' },
  { id: '5', at: T0, kind: 'ping_failed', to: 'C0LEADS', reason: 'not_in_channel' },
  { id: '6', at: T0, kind: 'ping_failed', to: 'U0ANNA', reason: 'missing_scope' },
];

const ping = (summary: string) =>
  ({
    kind: 'ping',
    view: viewFrom({ alerts: [{ annotations: { summary } }] }),
    ...{ step: 2, since: T0, channel: 'C0OPS', by: undefined },
    url: 'https://acme.slack.com/archives/C0OPS/p1',
  }) as const;

describe('the thread of a group that escalates', () => {
  test.each(LOCALES)('says in %s who is called, who is asked and what went wrong', (locale) => {
    const { content } = renderer.renderNotes(NOTES, audience(locale));
    const texts = said(content);
    expect(texts).toMatchSnapshot();
    expect(texts).toContain('<@U0ANNA> <!subteam^S0DBA> 🔺');
    expect(texts).toContain('<#C0LEADS>');
    // What notifications show calls nobody a second time.
    expect(content.text).not.toMatch(/<[@!]/);
  });
});

describe('a channel or a person elsewhere', () => {
  test.each(LOCALES)('is told in %s what it is, since when, and where to go', (locale) => {
    const { content } = renderer.renderNotice(ping('/data is full'), audience(locale, ['<@U0ANNA>']));
    expect(said(content)).toMatchSnapshot();
    expect(said(content)).toContain('<https://acme.slack.com/archives/C0OPS/p1|');
  });

  test('is called by nobody but the policy, whatever an alert says, and not at length', () => {
    const { content } = renderer.renderNotice(ping(`<!channel> & ${'x'.repeat(5_000)}`), audience('en'));
    expect(said(content)).toContain('&lt;!channel&gt; &amp; xxx');
    expect(said(content).length).toBeLessThan(500);
  });
});
