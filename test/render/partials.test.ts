import { describe, expect, test } from '@jest/globals';
import { draw } from './draw.ts';
import { faultsOf, tenantWith } from './folders.ts';
import { requestFor } from './rendering.ts';
import { ALERTS_OF, STATES } from './template-groups.ts';
import { viewFrom } from './view-builder.ts';

const section = (body: string): string => `{{#section}}${body}{{/section}}`;
const fired = STATES.fired?.(ALERTS_OF.critical ?? []) ?? viewFrom({ alerts: [] });

function drawn(files: Readonly<Record<string, string>>, template = 'own'): string {
  const { renderer, faults } = tenantWith(files);
  expect(faults).toEqual([]);
  const { content, failure } = renderer.render(requestFor(fired, { template }));
  expect(failure).toBeUndefined();
  return draw(content);
}

describe('a partial', () => {
  test('of the tenant stands in the place of the product’s in every template that uses it', () => {
    const files = { 'templates/partials/place.hbs': 'In {{labels.cluster}}, says the tenant\n' };
    for (const template of ['critical', 'warning', 'model']) {
      expect(drawn(files, template)).toContain('section: In eu-1, says the tenant\n');
    }
    expect(tenantWith({}).renderer.render(requestFor(fired)).content.text).not.toContain('says the tenant');
  });

  test('may be used by the templates of the tenant, and the product’s too', () => {
    const files = {
      'templates/own/message.hbs': section('{{#each firing}}\n  {{> mine}}\n{{/each}}\n{{> place}}'),
      'templates/partials/mine.hbs': '{{#if labels.instance}}→ {{labels.instance}}{{/if}}\n',
    };
    expect(drawn(files)).toContain('section: → db-1\n→ db-2\n→ db-3\n*payments* · eu-1');
  });

  test('alone on its line is a line, and within a line is none', () => {
    const files = {
      'templates/own/message.hbs': section('\n  a {{> x}} b\n  {{> x}}\n  {{> x}}\n'),
      'templates/partials/x.hbs': 'x\n',
    };
    expect(drawn(files)).toContain('section: a x b\nx\nx');
  });

  test('is drawn over a value where it is given one', () => {
    const files = {
      'templates/own/message.hbs': section('{{> pair links}} {{> pair counts}}'),
      'templates/partials/pair.hbs': '{{runbook}}',
    };
    expect(faultsOf(files)).toEqual([
      'templates/partials/pair.hbs:1:3: no name "runbook"; known here: firing, hidden, new, newlyResolved, newlyUnreported, reasons, refired, resolved, stillFiring, total, truncated, unconfirmed, unreported',
    ]);
    expect(drawn({ ...files, 'templates/own/message.hbs': section('{{> pair links}}') })).toContain(
      'section: https://runbooks.example.com/r',
    );
  });

  test('with a fault is told with its own file, line and column, once', () => {
    const files = { 'templates/partials/alert-name.hbs': 'ok\n  {{labls.instance}}\n' };
    const [fault, ...others] = faultsOf(files);
    expect(fault).toMatch(/^templates\/partials\/alert-name\.hbs:2:5: no name "labls"; did you mean "labels"\?$/);
    expect(others).toEqual([]);
  });

  test('whose syntax is wrong is a fault even where nothing uses it', () => {
    expect(faultsOf({ 'templates/partials/unused.hbs': '{{#if x}}' })).toEqual([
      'templates/partials/unused.hbs:1:10: the template ends inside a block; close every {{#name}} with {{/name}}',
    ]);
  });

  test('that uses itself, directly or by another, is a fault', () => {
    const files = {
      'templates/own/message.hbs': section('{{> a}}'),
      'templates/partials/a.hbs': '{{> b}}',
      'templates/partials/b.hbs': '{{> a}}',
    };
    expect(faultsOf(files)).toEqual(['templates/partials/b.hbs:1:1: partial "a" uses itself']);
  });

  test('that fails while it draws is named with its own line and column', () => {
    const { renderer } = tenantWith({
      'templates/own/message.hbs': section('\n\n{{> broken}}'),
      'templates/partials/broken.hbs': 'x\n{{t (lookup labels "namespace")}}\n',
    });
    expect(renderer.render(requestFor(fired, { template: 'own' })).failure).toMatch(
      /\/templates\/partials\/broken\.hbs:2:1: no such phrase$/,
    );
  });
});

describe('the parts of a template', () => {
  test('fallback is one text, and says what the notification says', () => {
    const files = {
      'templates/own/message.hbs': section('x'),
      'templates/own/fallback.hbs': '{{title}} in\n\n {{labels.cluster}} <!channel>',
    };
    const { renderer, faults } = tenantWith(files);
    expect(faults).toEqual([]);
    expect(renderer.render(requestFor(fired, { template: 'own' })).content.text).toBe(
      'DiskAlmostFull in eu-1 &lt;!channel&gt;',
    );
    expect(faultsOf({ ...files, 'templates/own/fallback.hbs': section('x') })).toEqual([
      'templates/own/fallback.hbs:1:1: {{#section}} cannot stand in a text; it belongs outside all components',
    ]);
  });

  test('fallback that says nothing gives way to the plain message', () => {
    const { renderer } = tenantWith({
      'templates/own/message.hbs': section('x'),
      'templates/own/fallback.hbs': '{{labels.nothing}}',
    });
    expect(renderer.render(requestFor(fired, { template: 'own' })).failure).toMatch(
      /fallback\.hbs:1:1: nothing was drawn$/,
    );
  });

  test('reminder answers a repeat', () => {
    const { renderer } = tenantWith({ 'templates/own/reminder.hbs': section('Still {{counts.firing}}') });
    const reminder = renderer.render(requestFor(fired, { template: 'own', part: 'reminder' }));
    expect(draw(reminder.content)).toContain('section: Still 3');
  });
});
