import { describe, expect, test } from '@jest/globals';
import { tenantWith } from './folders.ts';
import { requestFor } from './rendering.ts';
import { manyAlerts, viewFrom } from './view-builder.ts';

const section = (body: string): string => `{{#section}}${body}{{/section}}`;

describe('a template with loops within loops', () => {
  test('gives way to the plain message before that takes long', () => {
    const loops = (body: string) => `{{#each firing}}\n{{#each ../firing}}\n${body}{{/each}}{{/each}}`;
    const many = viewFrom({ alerts: manyAlerts(100) });
    const own = tenantWith({
      'templates/deep/message.hbs': section(loops('{{#each ../../firing}}{{/each}}')),
      'templates/wide/message.hbs': section(loops('{{truncate "" 5}}'.repeat(3))),
      'templates/fair/message.hbs': section('{{#each firing}}{{#each labels}}{{/each}}{{/each}}'),
    });
    expect(own.faults).toEqual([]);
    const failureOf = (template: string) => own.renderer.render(requestFor(many, { template })).failure;
    expect(failureOf('deep')).toMatch(
      /\/templates\/deep\/message\.hbs:3:1: more than 10000 steps; put fewer \{\{#each\}\} into one another$/,
    );
    expect(failureOf('wide')).toMatch(/\/templates\/wide\/message\.hbs:3:\d+: more than 10000 steps/);
    expect(failureOf('fair')).toMatch(/nothing was drawn$/);
    expect(own.renderer.render(requestFor(many, { template: 'deep' })).content.blocks.length).toBeGreaterThan(0);
  });
});
