import { describe, expect, test } from '@jest/globals';
import { draw } from './draw.ts';
import { tenantWith } from './folders.ts';
import { LOCALES, productBase, requestFor } from './rendering.ts';
import { viewFrom } from './view-builder.ts';

const base = productBase();

describe('a phrase for an answer', () => {
  const { renderer } = base;

  test('falls back from region to language to English', () => {
    expect(renderer.phrase('action.silence', 'de-AT')).toBe('Stumm');
    expect(renderer.phrase('action.silence', 'ja')).toBe('Silence');
    expect(renderer.phrase('action.silence', 'no locale at all')).toBe('Silence');
  });

  test('says in every language that an action is not set up yet', () => {
    const answers = LOCALES.map((locale) => renderer.phrase('action.not_set_up', locale));
    expect(new Set(answers).size).toBe(LOCALES.length);
  });

  test('escapes what it is given and writes numbers as the language does', () => {
    expect(renderer.phrase('test.text', 'en', { receiver: '<!channel>' })).toContain('Receiver &lt;!channel&gt; works');
    expect(renderer.phrase('list.more', 'de', { count: 12_345 })).toBe('… und noch\u00a012.345');
    expect(renderer.phrase('list.more', 'fr', { count: 1_000_000 })).toMatch(/^… et 1.000.000\u00a0d’autres$/);
  });

  test('that does not exist, or lacks a value, is a failure', () => {
    expect(() => renderer.phrase('no.such', 'en')).toThrow('no phrase "no.such"');
    expect(() => renderer.phrase('test.text', 'en')).toThrow('a phrase needs the value "receiver"');
  });
});

describe('a phrase that counts', () => {
  const lag = { messages_one: '{{count}} Nachricht', messages_other: '{{count}} Nachrichten' };
  const lines = '{{#if annotations.lag}}{{t "lag.messages" count=annotations.lag}}{{/if}}';
  const own = tenantWith({
    'locales/de/message.json': JSON.stringify({ lag }),
    'templates/lag/message.hbs': `{{#section}}{{title}} ${lines}{{/section}}`,
    'templates/bare/message.hbs': '{{#section}}{{title}} {{t "lag.messages" count=annotations.lag}}{{/section}}',
  });
  const render = (template: string, lagged: string | undefined) => {
    const annotations = lagged === undefined ? {} : { lag: lagged };
    const view = viewFrom({ alerts: [{ labels: { alertname: 'KafkaLag' }, annotations }] });
    return own.renderer.render(requestFor(view, { template, locale: 'de' }));
  };

  test.each([
    ['1', '1 Nachricht'],
    ['184250', '184.250 Nachrichten'],
    ['1.8425e+05', '184.250 Nachrichten'],
  ])('takes the annotation %s as the number that it is', (annotation, said) => {
    const { content, failure } = render('lag', annotation);
    expect(failure).toBeUndefined();
    expect(draw(content)).toContain(`KafkaLag ${said}`);
  });

  test('says what it lacks where the number is none, or not there', () => {
    expect(render('bare', 'many').failure).toContain('the value "count" of a phrase is not a bare number');
    expect(render('bare', undefined).failure).toContain('a phrase needs the value "count"');
    expect(render('lag', undefined).failure).toBeUndefined();
  });
});
