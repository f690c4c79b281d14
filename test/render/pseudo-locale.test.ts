/**
 * Every phrase of a made-up language stands in ⟦brackets⟧, and all data are figures: a letter outside of brackets is a
 * text that no translator would ever see.
 */
import { describe, expect, test } from '@jest/globals';
import type { Content } from '../../src/core/content.ts';
import { loadRenderBase } from '../../src/render/load-render-base.ts';
import { readPhrases } from '../../src/render/phrase-files.ts';
import { allBlocks } from './draw.ts';
import { withFolder } from './folders.ts';
import { LOCALES_DIR, requestFor, TEMPLATES_DIR } from './rendering.ts';
import { textsOf } from './slack-check.ts';
import { ALERTS_OF, STATES, TEMPLATES } from './template-groups.ts';
import type { AlertSpec } from './view-builder.ts';

const PSEUDO = 'en-XA';
const english = readPhrases(LOCALES_DIR).tables.get('en') ?? new Map<string, string>();
const phrases = Object.fromEntries([...english].map(([key, source]) => [key, `⟦${source}⟧`]));
const files = {
  'en/message.json': JSON.stringify(Object.fromEntries(english)),
  [`${PSEUDO}/message.json`]: JSON.stringify(phrases),
};
const { base, faults } = withFolder(files, (localesDir) => loadRenderBase({ templatesDir: TEMPLATES_DIR, localesDir }));
if (base === undefined) throw new Error(JSON.stringify(faults));
const { renderer } = base;

/** Values that templates compare or open; they are not shown as they are. */
const SPOKEN: ReadonlySet<string> = new Set(['severity', 'alert_type', 'result', 'runbook_url', 'dashboard_url']);

function inFigures(values: Readonly<Record<string, string>> = {}): Record<string, string> {
  const figure = (value: string): string => value.replace(/[^\d.]/g, '7');
  const shown = (name: string): boolean => !SPOKEN.has(name) && !name.endsWith('_unit');
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, shown(name) ? figure(value) : value]));
}

const figures = (alerts: readonly AlertSpec[]): readonly AlertSpec[] =>
  alerts.map((alert) => ({ ...alert, labels: inFigures(alert.labels), annotations: inFigures(alert.annotations) }));

/** What no phrase gave: neither brackets, nor Slack's tokens, labels' names, or units, which Intl and the IEC give. */
function unphrased(text: string): string {
  let rest = text.replace(/<[^>]*>|`\w+=/g, '');
  for (let before = ''; before !== rest; ) {
    before = rest;
    rest = rest.replace(/⟦[^⟦⟧]*⟧/g, '');
  }
  return rest.replace(/\d[\s\u00a0\u202f](?:[KMGT]?i?B|ms|sec|min|hr|days?)\b/g, '');
}

/** Texts of a message, the notification's too, with letters that stand in no phrase. */
function lettersLeft(content: Content): readonly string[] {
  const texts = [...textsOf(content), content.text].map(unphrased);
  return texts.filter((text) => /(?!\p{Emoji})\p{L}/u.test(text));
}

describe('in a language of brackets', () => {
  test('there are no faults', () => {
    expect(faults).toEqual([]);
  });

  test.each(TEMPLATES)('the template %s says nothing of its own, and neither does the plain message', (template) => {
    for (const [state, viewOf] of Object.entries(STATES)) {
      const view = viewOf(figures(ALERTS_OF[template] ?? []));
      for (const part of ['message', 'thread', 'reminder'] as const) {
        const request = requestFor(view, { template, part, locale: PSEUDO });
        const { content, failure } = renderer.render(request);
        expect(failure).toBeUndefined();
        expect({ state, part, left: lettersLeft(content) }).toEqual({ state, part, left: [] });
        expect(allBlocks(content).length).toBeGreaterThan(0);
        expect(lettersLeft(renderer.renderPlain(request).content)).toEqual([]);
      }
    }
  });

  test.each([
    ['a storm that lasts', { why: 'storm' }],
    ['a storm that is over', { why: 'storm', overAt: 1 }],
    ['what was missed', { why: 'missed' }],
  ] as const)('the digest of %s says nothing of its own, nor does its thread', (_what, why) => {
    const groups = TEMPLATES.flatMap((template) =>
      Object.values(STATES).map((viewOf) => viewOf(figures(ALERTS_OF[template] ?? []))),
    );
    const audience = { locale: PSEUDO, timeZone: 'UTC', mentions: [] };
    for (const part of ['message', 'thread'] as const) {
      const digest = { from: 0, until: 1, groups, ...why };
      const { content, failure } = renderer.renderDigest({ part, digest, receiver: '1', audience });
      expect(failure).toBeUndefined();
      expect({ part, left: lettersLeft(content) }).toEqual({ part, left: [] });
      expect(allBlocks(content).length).toBeGreaterThan(0);
    }
  });
});
