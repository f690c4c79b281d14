import { describe, expect, test } from '@jest/globals';
import { allBlocks, draw } from './draw.ts';
import { productBase, requestFor } from './rendering.ts';
import { expectSlackAccepts, textsOf } from './slack-check.ts';
import { type AlertSpec, manyAlerts, viewFrom } from './view-builder.ts';

const { renderer } = productBase();

/** The hostile text everywhere that data can stand: names and values of labels, annotations, the title, lists. */
function everywhere(hostile: string): readonly AlertSpec[] {
  return ['a', 'b'].map((instance) => ({
    labels: { alertname: hostile, severity: 'critical', [hostile]: 'name', team: hostile, own: hostile + instance },
    annotations: { summary: hostile, description: hostile, runbook_url: hostile, dashboard_url: hostile },
    generatorURL: hostile,
    news: 'fresh' as const,
  }));
}

/** What is written, and how a reader's Slack gets it in mrkdwn. */
const LITERAL: readonly (readonly [string, string])[] = [
  ['<!channel>', '&lt;!channel&gt;'],
  ['<!here|here>', '&lt;!here|here&gt;'],
  ['<@U1>', '&lt;@U1&gt;'],
  ['<!subteam^S1>', '&lt;!subteam^S1&gt;'],
  ['<#C0OPS>', '&lt;#C0OPS&gt;'],
  ['<http://evil.example|good>', '&lt;http://evil.example|good&gt;'],
  ['<!date^1^{date}|x>', '&lt;!date^1^{date}|x&gt;'],
  ['&lt;!channel&gt;', '&amp;lt;!channel&amp;gt;'],
  ['say "hi" and \'bye\'', 'say "hi" and \'bye\''],
  ['{{title}} {{{x}}} {{#if}}', '{{title}} {{{x}}} {{#if}}'],
  ['$t(action.silence) {{count}}', '$t(action.silence) {{count}}'],
  ['🔥👩‍👩‍👧‍👦 café', '🔥👩‍👩‍👧‍👦 café'],
  ['שלום عالم', 'שלום عالم'],
  ['a\u202Eb\u2066c\u2069', 'abc'],
  ['bell\u0007 esc\u001b[31m nul\u0000', 'bell esc[31m nul'],
  ['lone \ud83d surrogate', 'lone \ufffd surrogate'],
  ['back`tick```block', 'backˋtickˋˋˋblock'],
  ['constructor', 'constructor'],
  ['__proto__', '__proto__'],
];

describe('hostile data', () => {
  test.each(LITERAL)('%j is shown as it is written and does nothing', (hostile, shown) => {
    const view = viewFrom({ posted: true, groupLabels: { [hostile]: hostile }, alerts: everywhere(hostile) });
    for (const part of ['message', 'thread'] as const) {
      const { content, failure } = renderer.render(requestFor(view, { part }));
      expect(failure).toBeUndefined();
      expectSlackAccepts(content);
      expect(content.text).toContain(shown);
    }
    const { content } = renderer.render(requestFor(view));
    expect(textsOf(content).join('\n')).toContain(`*${shown}*`);
    expect(textsOf(content).join('\n')).toContain(`${shown} \`name\``);
    expectSlackAccepts(renderer.renderPlain(requestFor(view)).content);
  });

  test('in a header is not escaped, since a header has no markup', () => {
    const { content } = renderer.render(requestFor(viewFrom({ alerts: [{ labels: { alertname: 'a < b & c' } }] })));
    expect(draw(content)).toContain('# 🔔 Alert: a < b & c (1~firing)');
  });

  test('with line breaks cannot add lines to a list', () => {
    const forged = 'x`\n🚨 instance `forged` · since yesterday';
    const alerts = ['a', 'b'].map((name) => ({ labels: { alertname: 'A', instance: forged + name } }));
    const { content } = renderer.render(requestFor(viewFrom({ alerts })));
    expectSlackAccepts(content);
    const list = textsOf(content).find((text) => text.includes('forged')) ?? '';
    expect(list.split('\n')).toHaveLength(2);
    expect(list).not.toContain('`');
  });

  test('of 10 kB in every place still leaves a whole message with its buttons', () => {
    for (const character of ['a', '&', '<', '🔥', '\n', ' ', '`', '\u202e', 'é']) {
      const view = viewFrom({ alerts: everywhere(character.repeat(10_000)) });
      const { content, failure } = renderer.render(requestFor(view));
      expect(failure).toBeUndefined();
      expectSlackAccepts(content);
      expect(JSON.stringify(allBlocks(content))).toContain('"acknowledge"');
      expectSlackAccepts(renderer.renderPlain(requestFor(view)).content);
    }
  });

  test('takes no time to speak of, whatever it is made of', () => {
    const before = performance.now();
    for (const character of [' ', '\n', '\t', '<', '&', '`', '|', '{', '\ud83d']) {
      renderer.render(requestFor(viewFrom({ alerts: everywhere(character.repeat(100_000)) })));
    }
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});

describe('a link', () => {
  const urls = (runbook: string): readonly string[] => {
    const view = viewFrom({ alerts: manyAlerts(1, { annotations: { runbook_url: runbook } }) });
    const { content } = renderer.render(requestFor(view));
    expectSlackAccepts(content);
    return [...JSON.stringify(allBlocks(content)).matchAll(/"url":"([^"]*)"/g)].map((match) => match[1] ?? '');
  };

  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'slack://channel?id=C0OPS',
    '//evil.example/x',
    '/relative',
    'wiki/runbook',
    'https://',
    'http://x|y>',
    'http://[::1',
    'https://exa mple.com',
    'https://a.example/\nhttps://b.example/ c d'.replace('https://a.example/\n', 'nothing '),
    `https://example.com/${'a'.repeat(3_000)}`,
    '',
  ])('to %j is left out', (runbook) => {
    expect(urls(runbook)).toEqual([]);
  });

  test.each([
    ['https://example.com/a?b=1&c=2#d', 'https://example.com/a?b=1&c=2#d'],
    ['HTTP://Example.com', 'http://example.com/'],
    ['https://example.com/a|b', 'https://example.com/a%7Cb'],
    ['https://example.com/?q=<x>', 'https://example.com/?q=%3Cx%3E'],
    ['  https://example.com/x  ', 'https://example.com/x'],
    ['https://example.com/\u202Egnp.exe', 'https://example.com/gnp.exe'],
    ['https://bücher.example/ä', 'https://xn--bcher-kva.example/%C3%A4'],
  ])('to %j becomes %j', (runbook, url) => {
    expect(urls(runbook)).toEqual([url]);
  });
});

describe('mentions', () => {
  test('that are none in Slack are shown as text', () => {
    const view = viewFrom({ alerts: manyAlerts(1) });
    const { content } = renderer.render(requestFor(view, { mentions: ['<script>', '@oncall', '<!here>'] }));
    expectSlackAccepts(content, ['<!here>']);
    expect(textsOf(content)).toContain('&lt;script&gt; @oncall <!here>');
  });
});
