/** What a message says is true at the moment that it is for, in every template and language: see docs/message-design.md. */
import { describe, expect, test } from '@jest/globals';
import { draw } from './draw.ts';
import { LOCALES, productBase, requestFor } from './rendering.ts';
import { ALERTS_OF, STATES, TEMPLATES } from './template-groups.ts';
import { T0, viewFrom } from './view-builder.ts';

const { renderer } = productBase();
const OPEN = Object.keys(STATES).filter((state) => !state.startsWith('resolved'));
const START = `<!date^${T0 / 1_000}^`;

const viewOf = (state: string, template: string) =>
  STATES[state]?.(ALERTS_OF[template] ?? []) ?? viewFrom({ alerts: [] });

describe.each(TEMPLATES.flatMap((template) => LOCALES.map((locale) => ({ template, locale }))))(
  'the template $template in $locale',
  ({ template, locale }) => {
    const drawn = (view: ReturnType<typeof viewOf>, part: 'message' | 'reminder' = 'message') =>
      draw(renderer.render(requestFor(view, { template, locale, part })).content);
    const says = (key: string) => renderer.phrase(key, locale);

    test('says since when in every state that is open', () => {
      const silent = OPEN.filter((state) => !drawn(viewOf(state, template)).includes(START));
      expect(silent).toEqual([]);
    });

    test('marks what is new and what fires again wherever it lists it', () => {
      const [first, ...others] = [...(ALERTS_OF[template] ?? []), ...(ALERTS_OF[template] ?? [])]
        .slice(0, 2)
        .map((alert, index) => ({ ...alert, labels: { ...alert.labels, replica: `r${index}` } }));
      for (const [news, key] of [
        ['fresh', 'alert.new'],
        ['refired', 'alert.refired'],
      ] as const) {
        const view = viewFrom({
          posted: true,
          alerts: [...(first ? [first] : []), ...others.map((a) => ({ ...a, news }))],
        });
        const marked = drawn(view)
          .split('\n')
          .filter((line) => line.includes(`*${says(key)}*`) || line.includes(`(${says(key)})`));
        expect(marked).toHaveLength(1);
      }
    });

    test('calls nothing failed that is resolved', () => {
      expect(drawn(viewOf('resolved', template))).not.toContain(says('backup.failed'));
    });

    test('repeats that nobody has it only where somebody has to', () => {
      const view = viewOf('fired', template);
      const asks = drawn(view, 'reminder').includes(says('state.unacknowledged'));
      expect(asks).toBe(!view.firing.every(({ labels }) => labels.severity === 'info'));
    });
  },
);
