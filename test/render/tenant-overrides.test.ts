import { describe, expect, test } from '@jest/globals';
import { draw } from './draw.ts';
import { baseFaults, faultsOf, tenantWith, withFolder } from './folders.ts';
import { LOCALES, LOCALES_DIR, productBase, requestFor, TEMPLATES_DIR } from './rendering.ts';
import { expectSlackAccepts } from './slack-check.ts';
import { manyAlerts, viewFrom } from './view-builder.ts';

const base = productBase();
const view = viewFrom({ alerts: manyAlerts(1) });
const EMPTY_DIR = '/nowhere/at/all';
const PRODUCT = 'backup critical default info model performance security tenant-onboarding warning'.split(' ');

const section = (body: string): string => `{{#section}}${body}{{/section}}`;

describe('a tenant', () => {
  test('without folders of its own shares the product renderer', () => {
    expect(base.forTenant({}).renderer).toBe(base.renderer);
    expect(base.forTenant({ templatesDir: EMPTY_DIR, localesDir: EMPTY_DIR }).renderer).toBe(base.renderer);
    expect([...base.forTenant({}).templates].sort()).toEqual(PRODUCT);
  });

  test('overrides one part of a template and keeps the other', () => {
    const { renderer, faults, templates } = tenantWith({ 'templates/default/message.hbs': section('Own {{title}}') });
    expect(faults).toEqual([]);
    expect([...templates].sort()).toEqual(PRODUCT);
    expect(draw(renderer.render(requestFor(view)).content)).toContain('section: Own NodeDown');
    const thread = requestFor(view, { part: 'thread' });
    expect(renderer.render(thread)).toEqual(base.renderer.render(thread));
    expect(draw(base.renderer.render(requestFor(view)).content)).not.toContain('Own');
  });

  test('adds a template; a part that it lacks is that of its own default, else of the product', () => {
    const files = { 'templates/short/message.hbs': section('Short') };
    const { renderer, templates } = tenantWith(files);
    expect([...templates].sort()).toEqual([...PRODUCT, 'short'].sort());
    expect(draw(renderer.render(requestFor(view, { template: 'short' })).content)).toContain('section: Short');
    const thread = requestFor(view, { template: 'short', part: 'thread' });
    expect(draw(renderer.render(thread).content)).toContain('still firing');
    const own = tenantWith({ ...files, 'templates/default/thread.hbs': section('Own thread') });
    expect(draw(own.renderer.render(thread).content)).toContain('section: Own thread');
  });

  test('overrides single phrases of one locale, and only for itself', () => {
    const { renderer, faults } = tenantWith({
      'locales/de/message.json': JSON.stringify({ action: { acknowledge: 'Quittieren' } }),
    });
    expect(faults).toEqual([]);
    const german = draw(renderer.render(requestFor(view, { locale: 'de-AT' })).content);
    expect(german).toContain('[Quittieren → #acknowledge] [Stumm → #silence]');
    expect(draw(renderer.render(requestFor(view, { locale: 'fr' })).content)).toContain('[Acquitter →');
    expect(draw(base.renderer.render(requestFor(view, { locale: 'de' })).content)).toContain('[Übernehmen →');
  });

  test('speaks a region or a language of its own, and English where it says nothing', () => {
    const { renderer, faults } = tenantWith({
      'locales/de-CH/message.json': JSON.stringify({ severity: { critical: 'Sehr dringend' } }),
      'locales/pt/message.json': JSON.stringify({ action: { silence: 'Silenciar' } }),
    });
    expect(faults).toEqual([]);
    expect(draw(renderer.render(requestFor(view, { locale: 'de-CH' })).content)).toContain(
      '# 🚨 Sehr dringend: NodeDown (1~aktiv)',
    );
    expect(draw(renderer.render(requestFor(view, { locale: 'pt-BR' })).content)).toContain(
      '[Acknowledge → #acknowledge] [Silenciar → #silence]',
    );
  });

  test('may use phrases of its own in its templates', () => {
    const { renderer, faults } = tenantWith({
      'templates/default/message.hbs': section('{{t "own.greeting" name=title}}'),
      'locales/en/message.json': JSON.stringify({ own: { greeting: 'Look at {{name}}!' } }),
    });
    expect(faults).toEqual([]);
    expect(draw(renderer.render(requestFor(view, { locale: 'it' })).content)).toContain('Look at NodeDown!');
  });

  test('cannot ping from templates or phrases: only receivers.yaml can', () => {
    const { renderer } = tenantWith({
      'templates/default/message.hbs': section('<!channel> {{t "own.ping"}} <{{labels.who}}> {{truncate "<@U1>" 30}}'),
      'locales/en/message.json': JSON.stringify({ own: { ping: '<!here> & more' } }),
    });
    const hostile = viewFrom({ alerts: [{ labels: { who: '!channel' } }] });
    const { content } = renderer.render(requestFor(hostile));
    expectSlackAccepts(content);
    expect(draw(content)).toContain('&lt;!channel&gt; &lt;!here&gt; &amp; more &lt;!channel&gt; &lt;@U1&gt;');
  });

  test('reaches no prototype', () => {
    const { renderer, faults } = tenantWith({
      'templates/default/message.hbs': section(
        '[{{labels.constructor}}{{labels.__proto__}}{{lookup labels "toString"}}{{#with labels}}{{valueOf}}{{constructor}}{{/with}}]',
      ),
    });
    expect(faults).toEqual([]);
    expect(draw(renderer.render(requestFor(view)).content)).toContain('section: []');
  });
});

describe('a template that fails while it draws', () => {
  const files = {
    'templates/default/message.hbs': `${section('{{title}}')}\n\n${section('{{t (lookup labels "phrase")}}')}`,
    'templates/silent/message.hbs': section('{{labels.nothing}}'),
  };
  const { renderer, faults } = tenantWith(files);
  const secret = viewFrom({ alerts: manyAlerts(30, { labels: { phrase: 'secret.value' } }) });

  test.each(LOCALES)('gives way to the plain message in %s, and says where without data', (locale) => {
    expect(faults).toEqual([]);
    const request = requestFor(secret, { locale, mentions: ['<!here>'] });
    const rendered = renderer.render(request);
    expect(rendered.failure).toMatch(/\/templates\/default\/message\.hbs:3:13: no such phrase$/);
    expect(rendered.failure).not.toContain('secret');
    const { failure, ...plain } = rendered;
    expect(failure).toBeDefined();
    expect(plain).toEqual(renderer.renderPlain(request));
    expectSlackAccepts(plain.content, ['<!here>']);
    expect(draw(plain.content)).toMatchSnapshot();
  });

  test.each([
    ['headline.resolved', /message\.hbs:3:13: a phrase needs the value "title"$/],
    ['headline', /message\.hbs:3:13: no such phrase$/],
    ['', /message\.hbs:3:13: no such phrase$/],
    ['__proto__', /message\.hbs:3:13: no such phrase$/],
  ])('for the phrase %j says why', (phrase, failure) => {
    const given = viewFrom({ alerts: [{ labels: { phrase } }] });
    expect(renderer.render(requestFor(given)).failure).toMatch(failure);
  });

  test('or draws nothing, or does not exist, is replaced as well', () => {
    const silent = renderer.render(requestFor(view, { template: 'silent' }));
    expect(silent.failure).toMatch(/\/templates\/silent\/message\.hbs:1:1: nothing was drawn$/);
    expect(silent.content.blocks.length).toBeGreaterThan(0);
    expect(renderer.render(requestFor(view, { template: 'gone' })).failure).toBe('no template "gone"');
  });

  test('takes the plain words from the product, not from the tenant', () => {
    const own = tenantWith({ ...files, 'locales/en/message.json': '{"severity":{"critical":"Uh-oh"}}' });
    const { content } = own.renderer.render(requestFor(secret));
    expect(draw(content)).toContain('*Critical: NodeDown (30~firing)*');
  });
});

describe('a file that is wrong', () => {
  const phrases = (content: unknown): Record<string, string> => ({
    'locales/fr/message.json': typeof content === 'string' ? content : JSON.stringify(content),
  });

  test.each<[string, Record<string, string>, readonly string[]]>([
    [
      'a phrase that wants what it is not given',
      phrases({ time: { since: 'depuis {{when}}' } }),
      ['locales/fr/message.json time.since: the phrase is not given a value "when"; it is given: time'],
    ],
    [
      'a phrase that wants something and is given nothing',
      phrases({ action: { silence: 'Silence {{count}}' } }),
      ['locales/fr/message.json action.silence: the phrase is not given a value "count"; it is given none'],
    ],
    [
      'plural forms that are missing',
      phrases({ own: { disks_one: '{{count}} disque', disks_other: '{{count}} disques' } }),
      ['locales/fr/message.json own.disks: plural forms are missing: many; add own.disks_many'],
    ],
    [
      'a placeholder that is not closed',
      phrases({ own: 'bonjour {{nom' }),
      ['locales/fr/message.json own: a placeholder is not closed; write {{name}}'],
    ],
    [
      'a placeholder that is no name',
      phrases({ own: 'bonjour {{nom, number}}' }),
      ['locales/fr/message.json own: placeholder "{{nom, number}}" is not a plain name; write {{name}}'],
    ],
    [
      'a phrase that is a number',
      phrases({ own: { answer: 42 } }),
      ['locales/fr/message.json own.answer: a phrase is a text, or an object of phrases'],
    ],
    ['a list', phrases('["a"]'), ['locales/fr/message.json: a phrase is a text, or an object of phrases']],
    [
      'a folder that is no locale',
      { 'locales/french_fries/message.json': '{}' },
      [
        'locales/french_fries/message.json: "french_fries" is no locale; name the folder as BCP 47 does, e.g. de or de-AT',
      ],
    ],
    [
      'a part that there is not',
      { 'templates/default/reply.hbs': section('x') },
      [
        'templates/default/reply.hbs: a template has no such part; name it message.hbs, thread.hbs, reminder.hbs, fallback.hbs',
      ],
    ],
    [
      'a template that is no folder',
      { 'templates/short.hbs': section('x') },
      ['templates/short.hbs: a template is a folder; move it to <name>/message.hbs'],
    ],
  ])('%s is a fault', (_name, files, faults) => {
    expect(faultsOf(files)).toEqual(faults);
  });

  test('is not JSON: the fault says so, and where', () => {
    expect(faultsOf(phrases('{\n  "a": "x",\n}'))).toEqual([
      'locales/fr/message.json:3:1: not JSON: Expected double-quoted property name',
    ]);
    expect(faultsOf(phrases('{"a": }'))).toEqual([expect.stringMatching(/^locales\/fr\/message\.json: not JSON: /)]);
  });

  test('leaves the rest of the tenant working', () => {
    const { renderer, faults } = tenantWith({
      'templates/default/message.hbs': '{{#section}}',
      'templates/short/message.hbs': section('Short'),
      'locales/fr/message.json': JSON.stringify({ action: { silence: '{{x}}', acknowledge: 'À moi' } }),
    });
    expect(faults).toHaveLength(2);
    const drawn = draw(renderer.render(requestFor(view, { locale: 'fr' })).content);
    expect(drawn).toContain('[À moi → #acknowledge] [Silence → #silence]');
    expect(draw(renderer.render(requestFor(view, { template: 'short' })).content)).toContain('section: Short');
  });
});

describe('the product itself', () => {
  test('cannot do without its default template and English', () => {
    expect(baseFaults({ templatesDir: EMPTY_DIR })).toEqual([
      `${EMPTY_DIR}/default/message.hbs: the default template needs this part, without faults`,
      `${EMPTY_DIR}/default/thread.hbs: the default template needs this part, without faults`,
      `${EMPTY_DIR}/default/reminder.hbs: the default template needs this part, without faults`,
      `${EMPTY_DIR}/default/fallback.hbs: the default template needs this part, without faults`,
      `${EMPTY_DIR}/digest/message.hbs: the digest template needs this part, without faults`,
      `${EMPTY_DIR}/digest/fallback.hbs: the digest template needs this part, without faults`,
    ]);
    const faults = baseFaults({ localesDir: EMPTY_DIR });
    expect(faults).toContain(`${EMPTY_DIR}/en/message.json: the English phrases are missing`);
    expect(faults).toContain(`${EMPTY_DIR}/en/message.json time.since: the phrase is missing`);
    expect(faults.some((fault) => fault.startsWith(`${TEMPLATES_DIR}/default/message.hbs:`))).toBe(true);
  });

  test('has no fault where it stands', () => {
    expect(baseFaults({ templatesDir: TEMPLATES_DIR, localesDir: LOCALES_DIR })).toEqual([]);
  });

  test('must give its own phrases what they want', () => {
    const faults = withFolder({ 'en/message.json': '{"time":{"since":"since {{time}} in {{place}}"}}' }, (localesDir) =>
      baseFaults({ localesDir }),
    );
    expect(faults.some((fault) => fault.endsWith('time.since: it is not given a value "place"'))).toBe(true);
  });
});
