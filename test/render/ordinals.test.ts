import { expect, test } from '@jest/globals';
import { draw } from './draw.ts';
import { tenantWith } from './folders.ts';
import { requestFor } from './rendering.ts';
import { manyAlerts, viewFrom } from './view-builder.ts';

const NUMBERS = [1, 2, 3, 4, 11, 21, 22, 101, 1_000];

test.each([
  ['en', '1st 2nd 3rd 4th 11th 21st 22nd 101st 1,000th'],
  ['fr', '1er 2e 3e 4e 11e 21e 22e 101e 1~000e'],
  ['de', '1. 2. 3. 4. 11. 21. 22. 101. 1.000.'],
  ['es', '1.º 2.º 3.º 4.º 11.º 21.º 22.º 101.º 1000.º'],
  ['it', '1º 2º 3º 4º 11º 21º 22º 101º 1000º'],
])('ordinals are written as in %s', (locale, written) => {
  const body = NUMBERS.map((number) => `{{ordinal ${number}}}`).join(' ');
  const { renderer, faults } = tenantWith({ 'templates/ordinals/message.hbs': `{{#section}}${body}{{/section}}` });
  expect(faults).toEqual([]);
  const { content } = renderer.render(
    requestFor(viewFrom({ alerts: manyAlerts(1) }), { template: 'ordinals', locale }),
  );
  expect(draw(content)).toContain(`section: ${written}`);
});
