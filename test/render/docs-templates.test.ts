import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { CONTEXT_SHAPE, type Shape } from '../../src/render/context-shape.ts';
import { HELPERS } from '../../src/render/helper-table.ts';
import { BUDGET, SLACK_LIMITS } from '../../src/render/slack-limits.ts';
import { draw } from './draw.ts';
import { faultsOf, tenantWith } from './folders.ts';
import { requestFor, TEMPLATES_DIR } from './rendering.ts';
import { expectSlackAccepts } from './slack-check.ts';
import { type AlertSpec, type ViewSpec, viewFrom } from './view-builder.ts';

const page = readFileSync(fileURLToPath(new URL('../../docs/templates.md', import.meta.url)), 'utf8');

interface WrittenGroup extends Omit<ViewSpec, 'alerts'> {
  readonly alerts: readonly (Omit<AlertSpec, 'startsAt' | 'endsAt'> & { startsAt: string; endsAt?: string })[];
}

const [group = '', phrases = ''] = [...page.matchAll(/^```json\n(.*?)^```$/gms)].map((match) => match[1] ?? '');
const examples = [...page.matchAll(/^```hbs\n(.*?)^```\n\n```text\n(.*?)^```$/gms)].map((match) => ({
  source: match[1] ?? '',
  drawn: (match[2] ?? '').trimEnd(),
}));

function exampleView() {
  const { alerts, ...rest }: WrittenGroup = JSON.parse(group);
  const withTimes = alerts.map(({ startsAt, endsAt, ...alert }) => ({
    ...alert,
    startsAt: Date.parse(startsAt),
    ...(endsAt === undefined ? {} : { endsAt: Date.parse(endsAt) }),
  }));
  return viewFrom({ ...rest, alerts: withTimes });
}

/** Names that a template may use, without those of pairs. */
function namesIn(shape: Shape): readonly string[] {
  if (shape.kind === 'list') return namesIn(shape.of);
  if (shape.kind !== 'record') return [];
  return Object.entries(shape.names).flatMap(([name, inner]) =>
    inner.kind === 'record' ? namesIn(inner) : [name, ...namesIn(inner)],
  );
}

describe('the page about templates', () => {
  test('draws every example as it says', () => {
    expect(examples.length).toBeGreaterThan(20);
    expect(page.match(/^```hbs$/gm)).toHaveLength(examples.length);
    for (const { source, drawn } of examples) {
      const { renderer, faults } = tenantWith({ 'templates/default/message.hbs': source });
      expect(faults).toEqual([]);
      const { content, failure } = renderer.render(requestFor(exampleView()));
      expect(failure).toBeUndefined();
      expectSlackAccepts(content);
      expect(draw(content)).toBe(drawn);
    }
  });

  test('begins with a template that works as it stands', () => {
    const [, source = '', phrase = ''] = [...page.matchAll(/^ {3}```\w+\n(.*?)^ {3}```$/gms)].map((match) =>
      (match[1] ?? '').replace(/^ {3}/gm, ''),
    );
    const { renderer, faults } = tenantWith({
      'templates/queue/message.hbs': source,
      'locales/en/message.json': phrase,
    });
    expect(faults).toEqual([]);
    const alerts = [{ labels: { queue: 'mail', alert_type: 'queue' }, annotations: { queue_length: '12345' } }];
    const { content, failure, template } = renderer.render({
      ...requestFor(viewFrom({ alerts })),
      template: undefined,
    });
    expect({ failure, template }).toEqual({ failure: undefined, template: 'queue' });
    expect(draw(content)).toMatch(/context: Since .+\nsection: \*mail\* holds 12,345 messages\n/);
  });

  test('shows every helper in an example', () => {
    const sources = examples.map(({ source }) => source).join('\n');
    const missing = Object.keys(HELPERS).filter((name) => !new RegExp(`[{(#]${name}[ })]`).test(sources));
    expect(missing).toEqual([]);
  });

  test('names everything that a template sees', () => {
    const missing = namesIn(CONTEXT_SHAPE).filter((name) => !new RegExp(`\`(?:[a-z]+\\.)?${name}\``).test(page));
    expect(missing).toEqual([]);
  });

  test('names every partial and every template of the product', () => {
    const inTable = (name: string): boolean => new RegExp(`^\\|[^|]*\`${name}\``, 'm').test(page);
    const partials = readdirSync(join(TEMPLATES_DIR, 'partials')).map((file) => file.replace(/\.hbs$/, ''));
    const templates = readdirSync(TEMPLATES_DIR).filter((name) => !['partials', 'fixtures'].includes(name));
    expect([...partials, ...templates].filter((name) => !inTable(name))).toEqual([]);
  });

  test('gives the limits that hold', () => {
    const number = (value: number): string => String(value).replace(/(\d)(\d{3})$/, '$1 $2');
    for (const [, value] of Object.entries(SLACK_LIMITS)) expect(page).toContain(number(value));
    expect(page).toContain(`| ${number(BUDGET.fallbackBytes)} bytes |`);
  });

  test('shows phrases that a tenant may have', () => {
    expect(faultsOf({ 'locales/de/message.json': phrases })).toEqual([]);
    const { renderer } = tenantWith({ 'locales/de/message.json': phrases });
    expect(renderer.phrase('own.disks', 'de-AT', { count: 2 })).toBe('2 Platten');
  });
});
