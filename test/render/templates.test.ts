import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Rendered } from '../../src/render/renderer.ts';
import { TEMPLATE_PARTS } from '../../src/render/renderer.ts';
import { countedCharacters, validateBlocks } from '../../src/sandbox/block-kit/validate-blocks.ts';
import { groupView } from './arbitraries.ts';
import { allBlocks, draw } from './draw.ts';
import { LOCALES, productBase, requestFor } from './rendering.ts';
import { expectSlackAccepts, MENTION } from './slack-check.ts';
import { ALERTS_OF, STATES, TEMPLATES, taken } from './template-groups.ts';
import { viewFrom } from './view-builder.ts';

const { renderer, templates } = productBase();
const PARTS = ['message', 'thread', 'reminder'] as const;

function expectSound({ content, failure, hash }: Rendered): void {
  expect(failure).toBeUndefined();
  const all = allBlocks(content);
  const mentions = JSON.stringify(all).match(/<@U0MARIA>/g) ?? [];
  expect(mentions.every((mention) => MENTION.test(mention))).toBe(true);
  expectSlackAccepts(content, mentions);
  expect(validateBlocks(content.blocks)).toEqual([]);
  for (const { blocks } of content.attachments ?? []) expect(validateBlocks(blocks)).toEqual([]);
  expect(countedCharacters(all)).toBeLessThanOrEqual(10_000);
  expect(content.text).not.toMatch(/\n/);
  expect(hash).toMatch(/^[0-9a-f]{32}$/);
}

const stateOf = (state: string, template: string) =>
  STATES[state]?.(ALERTS_OF[template] ?? []) ?? viewFrom({ alerts: [] });

describe.each(TEMPLATES)('the template %s', (template) => {
  test('is there, and its alerts ask for it', () => {
    expect(templates.has(template)).toBe(true);
    expect(renderer.templateFor(stateOf('fired', template))).toBe(template);
  });

  test.each(LOCALES)('draws every state within what Slack takes, without holes, in %s', (locale) => {
    for (const state of Object.keys(STATES)) {
      for (const part of PARTS) {
        const rendered = renderer.render(requestFor(stateOf(state, template), { locale, part, template }));
        expectSound(rendered);
        expect(draw(rendered.content)).not.toMatch(/\n\n|: *$|\*\*|\*[^*\n]+:\* *$|undefined|NaN|· *·|· *$/m);
      }
    }
  });

  test('says how bad, what and where first, and by whom it is taken', () => {
    const rendered = renderer.render(requestFor(stateOf('acknowledged', template), { template }));
    const [, header = '', ...lines] = draw(rendered.content).split('\n');
    expect(header).toMatch(/^# \S+ (?:Critical|Error|Warning|Info|Alert): /u);
    expect(lines.slice(0, 4).join('\n')).toContain('🙋~<@U0MARIA> has it (');
    expect(lines.join('\n')).not.toContain('#acknowledge]');
  });

  test.each(LOCALES)(
    'says in five lines how bad, what, where, since when, who has it and what to do, in %s',
    (locale) => {
      const facts = { severity: 'critical', cluster: 'eu-1', tenant: 'initech' };
      const words = {
        summary: 'In short',
        recommended_action: 'Do this',
        description: 'At length',
        tenant: 'initech',
        impact: 'It hurts',
      };
      const alerts = (ALERTS_OF[template] ?? []).map((alert) => ({
        ...alert,
        labels: { ...alert.labels, ...facts },
        annotations: { ...alert.annotations, ...words },
      }));
      const phrase = (key: string): string => renderer.phrase(key, locale);
      for (const state of ['fired', 'changed', 'acknowledged']) {
        const view = STATES[state]?.(alerts) ?? viewFrom({ alerts });
        const { content } = renderer.render(requestFor(view, { template, locale }));
        const [, header = '', ...lines] = draw(content).split('\n');
        expect(header).toContain(`🚨 ${phrase('severity.critical')}`);
        const first = lines.slice(0, 4).join('\n');
        const holder = state === 'acknowledged' ? '🙋' : phrase('state.unacknowledged');
        const place = template === 'tenant-onboarding' ? '*initech*' : 'eu-1';
        for (const fact of [place, 'In short', `<!date^${view.startedAt / 1_000}^`, holder, '👉']) {
          expect(first).toContain(fact);
        }
      }
    },
  );

  test('tells of a group that is over who had it, and not that anybody has it', () => {
    const view = taken(stateOf('resolved', template));
    const [text = '', ...lines] = draw(renderer.render(requestFor(view, { template })).content).split('\n');
    expect(lines.join('\n')).toContain('🙋~<@U0MARIA> had it');
    expect(lines.join('\n')).not.toContain('has it');
    expect(text).not.toContain('cknowledged');
    const reply = renderer.render(requestFor(view, { template, part: 'thread' })).content;
    expect(draw(reply)).not.toMatch(/cknowledged|has it|2~resolved/);
  });

  test('asks for no action once all is resolved', () => {
    const drawn = draw(renderer.render(requestFor(stateOf('resolved', template), { template })).content);
    expect(drawn).toContain('✅ Resolved: ');
    expect(drawn).not.toContain('Recommended action');
    expect(drawn).not.toMatch(/#(?:acknowledge|silence)\]/);
  });

  test('draws any group at all', () => {
    fc.assert(
      fc.property(groupView, fc.constantFrom(...LOCALES), fc.constantFrom(...PARTS), (view, locale, part) => {
        expectSound(renderer.render(requestFor(view, { template, locale, part })));
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  test.each(['<!channel>', '<@U1>', '&lt;b&gt;', '`x`', '{{title}}', '$t(action.silence)', '<http://x|y>', 'a\u202Eb'])(
    'shows %j in any label or annotation as it is written',
    (hostile) => {
      for (const state of Object.keys(STATES)) {
        const alerts = (ALERTS_OF[template] ?? []).map((alert) => ({
          ...alert,
          labels: { ...alert.labels, team: hostile, pod: hostile, [hostile]: hostile },
          annotations: Object.fromEntries(Object.keys(alert.annotations ?? {}).map((name) => [name, hostile])),
          generatorURL: hostile,
        }));
        const view = STATES[state]?.(alerts) ?? viewFrom({ alerts });
        for (const part of PARTS) expectSound(renderer.render(requestFor(view, { template, part })));
      }
    },
  );
});

describe('the bar', () => {
  test('has the colour of the state, and only beside a header', () => {
    const colorOf = (state: string, template: string) =>
      renderer.render(requestFor(stateOf(state, template), { template })).content.attachments?.[0]?.color;
    expect(colorOf('fired', 'critical')).toBe('#A30021');
    expect(colorOf('fired', 'warning')).toBe('#F2C037');
    expect(colorOf('resolved', 'critical')).toBe('#4CC9A0');
    const thread = renderer.render(requestFor(stateOf('changed', 'critical'), { part: 'thread' }));
    expect(thread.content.attachments).toBeUndefined();
  });

  test('is left out where a receiver wants none, and the blocks are the same', () => {
    const request = requestFor(stateOf('fired', 'critical'));
    const plain = renderer.render({ ...request, colorBar: false });
    const barred = renderer.render(request);
    expect(plain.content.attachments).toBeUndefined();
    expect(plain.content.blocks).toEqual(allBlocks(barred.content));
    expect(plain.hash).not.toBe(barred.hash);
  });

  test('keeps header and mentions above it', () => {
    const { content } = renderer.render(requestFor(stateOf('fired', 'critical'), { mentions: ['<!here>'] }));
    expect(content.blocks).toHaveLength(2);
    expect(JSON.stringify(content.blocks)).toContain('<!here>');
  });
});

describe('a digest', () => {
  const groups = TEMPLATES.flatMap((template, index) => [
    stateOf(index % 2 === 0 ? 'fired' : 'acknowledged', template),
    ...(index % 3 === 0 ? [stateOf('resolved', template)] : []),
  ]);
  const digest = { from: Date.UTC(2026, 2, 2), until: Date.UTC(2026, 2, 3), groups };

  test.each(LOCALES)('names the most urgent groups and counts the rest, in %s', (locale) => {
    const audience = { locale, timeZone: 'Europe/Berlin', mentions: [] };
    for (const given of [digest, { ...digest, groups: [] }, { ...digest, groups: Array(200).fill(groups).flat() }]) {
      expectSound(renderer.renderDigest({ digest: given, receiver: 'ops', audience }));
    }
  });

  test('is the most severe first', () => {
    const audience = { locale: 'en', timeZone: 'Europe/Berlin', mentions: [] };
    const drawn = draw(renderer.renderDigest({ digest, receiver: 'ops', audience }).content);
    expect(drawn).toContain('# 🚨 Alert summary: ops');
    expect(drawn).toMatch(/\*9~open groups\* · 4~acknowledged · 15~alerts firing · 3~groups resolved/);
    expect(drawn.indexOf('*DiskAlmostFull*')).toBeLessThan(drawn.indexOf('*SlowEndpoint*'));
  });
});

test('every part of the default template is drawn by some request', () => {
  expect([...PARTS, 'fallback'].sort()).toEqual([...TEMPLATE_PARTS].sort());
});
