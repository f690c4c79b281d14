import { describe, expect, test } from '@jest/globals';
import { tenantWith } from './folders.ts';
import { productBase, requestFor } from './rendering.ts';
import { type AlertSpec, viewFrom } from './view-builder.ts';

const { renderer } = productBase();
const SECTION = '{{#section}}{{title}}{{/section}}';

const view = (...labels: readonly Readonly<Record<string, string>>[]) =>
  viewFrom({ alerts: labels.map((each): AlertSpec => ({ labels: each })) });

describe('the template of a group', () => {
  test.each<[string, Readonly<Record<string, string>>]>([
    ['critical', { severity: 'page' }],
    ['warning', { severity: 'warning' }],
    ['warning', { severity: 'a word of our own' }],
    ['info', { severity: 'notice' }],
    ['default', { severity: 'error' }],
    ['default', {}],
    ['backup', { severity: 'critical', alert_type: 'backup' }],
    ['tenant-onboarding', { alert_type: 'tenant_onboarding' }],
    ['tenant-onboarding', { alert_type: ' Tenant Onboarding ' }],
    ['critical', { severity: 'critical', alert_type: 'unheard-of' }],
    ['critical', { severity: 'critical', alert_type: 'digest' }],
    ['critical', { severity: 'critical', alert_type: '__proto__' }],
    ['critical', { severity: 'critical', alert_type: '' }],
  ])('is %s for the labels %j', (template, labels) => {
    expect(renderer.templateFor(view(labels))).toBe(template);
    const { template: used, failure } = renderer.render({ ...requestFor(view(labels)), template: undefined });
    expect({ used, failure }).toEqual({ used: template, failure: undefined });
  });

  test('follows the type only when all its alerts have it', () => {
    const backup = { severity: 'warning', alert_type: 'backup' };
    expect(renderer.templateFor(view(backup, { ...backup, instance: 'b' }))).toBe('backup');
    expect(renderer.templateFor(view(backup, { severity: 'warning' }))).toBe('warning');
    expect(renderer.templateFor(view(backup, { severity: 'warning', alert_type: 'model' }))).toBe('warning');
  });

  test('is the one that the receiver names, whatever the labels say', () => {
    const rendered = renderer.render(requestFor(view({ alert_type: 'backup' }), { template: 'info' }));
    expect(rendered.template).toBe('info');
  });

  test("is the tenant's own before the product's, and its default before the product's severities", () => {
    const critical = view({ severity: 'critical' });
    const model = view({ severity: 'critical', alert_type: 'model' });
    const own = tenantWith({ 'templates/default/message.hbs': SECTION });
    expect(own.renderer.templateFor(critical)).toBe('default');
    expect(own.renderer.templateFor(model)).toBe('model');
    const both = tenantWith({ 'templates/default/message.hbs': SECTION, 'templates/critical/message.hbs': SECTION });
    expect(both.renderer.templateFor(critical)).toBe('critical');
    const other = tenantWith({ 'templates/error/message.hbs': SECTION, 'templates/my_kind/message.hbs': SECTION });
    expect(other.renderer.templateFor(view({ severity: 'error' }))).toBe('error');
    expect(other.renderer.templateFor(view({ alert_type: 'my-kind' }))).toBe('my_kind');
  });
});
