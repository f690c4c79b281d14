import { describe, expect, test } from '@jest/globals';
import { CONTEXT_SHAPE } from '../../src/render/context-shape.ts';
import { HELPERS } from '../../src/render/helper-table.ts';
import { templateFaults } from './folders.ts';

const HELPER_NAMES = Object.keys(HELPERS).sort().join(', ');
const ROOT_NAMES = CONTEXT_SHAPE.kind === 'record' ? Object.keys(CONTEXT_SHAPE.names).sort().join(', ') : '';

const S = (body: string): string => `{{#section}}${body}{{/section}}`;

/** Template and everything that is said of it. */
const BAD: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'an open block',
    '{{#section}}\nhello\n',
    ['3:1: the template ends inside a block; close every {{#name}} with {{/name}}'],
  ],
  ['a stray closing tag', '\n{{/section}}', ['2:1: a closing tag has no opening one']],
  [
    'blocks that cross',
    '{{#section}}\n  {{#if firing}}x{{/section}}{{/if}}',
    ['2:6: {{#if}} ends in {{/section}}; close it with {{/if}} first'],
  ],
  [
    'an unfinished tag',
    '{{#section}}\n {{title\n{{/section}}',
    ['3:1: the tag before this is not closed; close it with }}'],
  ],
  [
    'a tag with a slip',
    S('\n  {{time startedAt!}}'),
    ['2:10: a tag is not written correctly here; tags look like {{name value option=value}}'],
  ],
  [
    'an option without a value',
    S('{{t "list.more" count=}}'),
    ['1:35: a tag is not complete here; tags look like {{name value option=value}}'],
  ],
  ['a stray else', `${S('x')}\n{{else}}`, ['2:1: {{else}} stands outside a block']],
  ['a path that goes up in the middle', S('{{counts/../title}}'), ['1:15: Invalid path: counts/..']],
  ['an unknown helper', S('\n  {{shout title}}'), [`2:3: no helper "shout"; known here: ${HELPER_NAMES}`]],
  ['a misspelt helper', S('{{trunkate title 5}}'), ['1:13: no helper "trunkate"; did you mean "truncate"?']],
  ['an unknown block', '{{#sektion}}x{{/sektion}}', ['1:1: no helper "sektion"; did you mean "section"?']],
  [
    'an unknown helper within a call',
    S('{{truncate (upper title) 5}}'),
    [`1:24: no helper "upper"; known here: ${HELPER_NAMES}`],
  ],
  [
    'a helper of Handlebars that is not ours',
    S('{{log title}}'),
    [`1:13: no helper "log"; known here: ${HELPER_NAMES}`],
  ],
  [
    'a number that is written for people where a phrase counts',
    S('{{t "list.more" count=(value "lag")}}'),
    ['1:29: count is a number, not what a helper writes; name it, as in count=counts.firing or count=annotations.lag'],
  ],
  ['an unknown partial', `${S('x')}\n\n  {{> buttns}}`, ['3:3: no partial "buttns"; did you mean "buttons"?']],
  [
    'a partial with a body',
    '{{#> buttons}}x{{/buttons}}',
    ['1:1: a partial has no body; write {{> name}}, and the lines in templates/partials/name.hbs'],
  ],
  [
    'a partial with options',
    `${S('x')}{{> buttons size=3}}`,
    ['1:26: a partial takes one value at most; write {{> buttons}} or {{> buttons alert}}'],
  ],
  [
    'a partial by a name that is worked out',
    '{{> (lookup labels "x")}}',
    ['1:1: a partial is called by its name; write {{> name}}'],
  ],
  [
    'a row outside a table',
    '{{#row}}{{cell "a" title}}{{/row}}',
    ['1:1: {{#row}} cannot stand outside all components; it belongs inside {{#table}}'],
  ],
  [
    'a cell outside a row',
    '{{#table}}{{cell "a" title}}{{/table}}',
    ['1:11: {{cell}} cannot stand inside {{#table}}; it belongs inside {{#row}}'],
  ],
  ['an inline partial', `{{#*inline "x"}}y{{/inline}}${S('x')}`, ['1:1: there are no decorators or inline partials']],
  ['a decorator', `${S('x')}{{* trace}}`, ['1:26: there are no decorators or inline partials']],
  [
    'text between components',
    `${S('x')}\n\n   stray words\n${S('y')}`,
    [
      '3:4: text stands outside all components; text belongs into {{#header}}, {{#section}}, {{#context}} or {{#fallback}}',
    ],
  ],
  [
    'a value between components',
    `${S('x')}\n{{title}}`,
    ['2:1: text stands outside all components; put it into a component'],
  ],
  [
    'text among buttons',
    '{{#actions}}{{acknowledge}} or {{silence}}{{/actions}}',
    [
      '1:29: text stands inside {{#actions}}; text belongs into {{#header}}, {{#section}}, {{#context}} or {{#fallback}}',
    ],
  ],
  [
    'a component in a component',
    S('{{#header}}x{{/header}}'),
    ['1:13: {{#header}} cannot stand in a text; it belongs outside all components'],
  ],
  [
    'a field outside fields',
    S('{{field "a" title}}'),
    ['1:13: {{field}} cannot stand in a text; it belongs inside {{#fields}}'],
  ],
  [
    'a button in a text',
    S('{{acknowledge}}'),
    ['1:13: {{acknowledge}} cannot stand in a text; it belongs inside {{#actions}}'],
  ],
  ['a divider with a body', '{{#divider}}{{/divider}}', ['1:1: {{#divider}} has no body; write {{divider}}']],
  ['a section without a body', '{{section}}', ['1:1: {{section}} needs a body; write {{#section}}…{{/section}}']],
  ['a section with an else', '{{#section}}x{{else}}y{{/section}}', ['1:22: {{#section}} has no {{else}}']],
  ['too few arguments', S('{{truncate title}}'), ['1:13: {{truncate}} takes 2 arguments, not 1']],
  ['too many arguments', S('{{since startedAt resolvedAt}}'), ['1:13: {{since}} takes 1 argument, not 2']],
  ['arguments for a component', '{{#section title}}x{{/section}}', ['1:1: {{#section}} takes no arguments, not 1']],
  [
    'an unknown option',
    S('{{#each firing max=3}}{{name}}{{/each}}'),
    ['1:28: {{#each}} has no option "max"; it has: limit'],
  ],
  ['an option where there is none', S('{{since startedAt short=true}}'), ['1:31: {{since}} has no option "short"']],
  ['an unknown name', S('{{titel}}'), ['1:15: no name "titel"; did you mean "title"?']],
  [
    'a name of the wrong place',
    S('{{#each firing}}{{counts.firing}}{{/each}}'),
    [
      '1:31: no name "counts"; known here: annotations, description, details, differing, durationMs, endsAt, hidden, labels, mark, name, severity, source, startsAt, status, summary, thing, title',
    ],
  ],
  ['a name within a value', S('{{title.length}}'), ['1:15: no name "length"']],
  [
    'the constructor',
    S('{{counts.constructor}}'),
    [
      '1:15: no name "constructor"; known here: firing, hidden, new, newlyResolved, newlyUnreported, reasons, refired, resolved, stillFiring, total, truncated, unconfirmed, unreported',
    ],
  ],
  ['a prototype', S('{{__proto__.x}}'), [`1:15: no name "__proto__"; known here: ${ROOT_NAMES}`]],
  ['too many ../', S('{{../title}}'), ['1:15: "../title" leads out of the template']],
  [
    'data of the engine',
    S('{{@render.view.group.id}}'),
    ['1:15: no name "@render"; known here: @first, @index, @key, @last, @root'],
  ],
  ['a list as text', S('{{firing}}'), ['1:13: a list is not a text; go over it with {{#each}}']],
  ['a record as text', S('{{counts}}'), ['1:13: this is not a text; name what is in it']],
  [
    'an unknown phrase',
    S('{{t "no.such.phrase"}}'),
    ['1:17: no phrase "no.such.phrase"; phrases are in locales/<locale>/message.json'],
  ],
  [
    'a phrase without its values',
    S('{{t "thread.repeat" count=counts.firing}}'),
    ['1:13: phrase "thread.repeat" needs time=…'],
  ],
  ['a literal as a tag', S('{{"title"}}'), ['1:13: a tag must begin with a name']],
  [
    'nothing to draw',
    '{{! only a comment }}',
    ['1:1: the template draws nothing; write at least one component such as {{#section}}…{{/section}}'],
  ],
  [
    'an empty file',
    '',
    ['1:1: the template draws nothing; write at least one component such as {{#section}}…{{/section}}'],
  ],
  [
    'only a fallback text',
    '{{#fallback}}x{{/fallback}}',
    ['1:1: the template draws nothing; write at least one component such as {{#section}}…{{/section}}'],
  ],
];

describe('a template with a fault', () => {
  test.each(BAD)('%s', (_name, source, faults) => {
    expect(templateFaults(source)).toEqual(faults);
  });
});
