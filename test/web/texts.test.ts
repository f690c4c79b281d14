import { describe, expect, test } from '@jest/globals';
import { parseMrkdwn } from '../../src/web/block-kit/parse-mrkdwn.ts';
import { formatSlackDate } from '../../src/web/block-kit/slack-date.ts';
import { builderLink } from '../../src/web/slack/builder-link.ts';

const NOW = Date.parse('2026-11-23T10:00:00Z');
const reader = { locale: 'en-US', timeZone: 'Europe/Berlin', now: NOW };

describe('mrkdwn', () => {
  test.each([
    ['2*3*4', ['2*3*4']],
    ['* not bold*', ['* not bold*']],
    ['*a* *b*', [{ kind: 'bold', children: ['a'] }, ' ', { kind: 'bold', children: ['b'] }]],
    ['`*a*`', [{ kind: 'code', text: '*a*' }]],
    ['<https://a.b/x_y_z|*z*>', [{ kind: 'control', text: 'https://a.b/x_y_z|*z*' }]],
    ['see https://a.b/c_d_e.', ['see ', { kind: 'address', text: 'https://a.b/c_d_e' }, '.']],
    ['*über _Größe_*', [{ kind: 'bold', children: ['über ', { kind: 'italic', children: ['Größe'] }] }]],
  ])('reads %s', (text, line) => {
    expect(parseMrkdwn(text)).toEqual([{ kind: 'lines', lines: [line] }]);
  });

  test('reads quotes, lines and preformatted text apart', () => {
    expect(parseMrkdwn('a\n&gt; b\n> c\n\n```d\n*e*```\nf').map(({ kind }) => kind)).toEqual([
      'lines',
      'quote',
      'lines',
      'pre',
      'lines',
    ]);
  });
});

describe('a date', () => {
  test.each([
    ['{date_num}', '2026-11-23'],
    ['{date}', 'November 23, 2026'],
    ['{date_short}', 'Nov 23, 2026'],
    ['{date_long}', 'Monday, November 23, 2026'],
    ['{date_short_pretty} at {time}', 'today at 10:30 AM'],
    ['{time_secs}', '10:30:00 AM'],
    ['{ago}', '30 minutes ago'],
    ['{nonsense}', '{nonsense}'],
  ])('of the form %s is written %s', (format, written) => {
    expect(formatSlackDate((NOW - 30 * 60_000) / 1_000, format, reader)).toBe(written);
  });

  test('is told in the language and the zone of its reader', () => {
    const late = Date.parse('2026-11-22T23:30:00Z') / 1_000;
    const pretty = (locale: string, timeZone: string) =>
      formatSlackDate(late, '{date_pretty} {time}', { locale, timeZone, now: NOW });
    expect(pretty('de-DE', 'Europe/Berlin')).toBe('heute 0:30');
    expect(pretty('fr-FR', 'America/New_York')).toBe('hier 18:30');
  });

  test('that is none has no form', () => {
    expect(formatSlackDate(Number.NaN, '{date}', reader)).toBeUndefined();
  });
});

test('the link to the Block Kit Builder carries attachments too', () => {
  const [, payload = ''] = builderLink({ blocks: [], attachments: [{ color: '#ff0000' }] }).split('#');
  expect(JSON.parse(decodeURIComponent(payload))).toEqual({ blocks: [], attachments: [{ color: '#ff0000' }] });
});
