import { actions, header, mrkdwn, plain, times, x } from './block-builders.ts';
import { button, section } from './sandbox-fixture.ts';

/** Blocks that Slack refuses, and its words. */
export const BAD_BLOCKS: readonly (readonly [string, unknown, readonly string[]])[] = [
  ['not a list', 'x', ['must provide an array [json-pointer:/blocks]']],
  ['a block that is no object', ['x'], ['must provide an object [json-pointer:/blocks/0]']],
  ['51 blocks', times(51, () => ({ type: 'divider' })), ['no more than 50 items allowed [json-pointer:/blocks]']],
  ['no type', [{ text: mrkdwn('a') }], ['missing required field: type [json-pointer:/blocks/0]']],
  ['an unknown type', [{ type: 'banner' }], ['unsupported type: banner [json-pointer:/blocks/0/type]']],
  [
    'a type of Object.prototype',
    [{ type: 'constructor' }],
    ['unsupported type: constructor [json-pointer:/blocks/0/type]'],
  ],
  [
    'an alert, which is for modals',
    [{ type: 'alert', text: plain('a') }],
    ['unsupported type: alert [json-pointer:/blocks/0/type]'],
  ],
  [
    'a file, which is read-only',
    [{ type: 'file', source: 'remote', external_id: 'a' }],
    ['unsupported type: file [json-pointer:/blocks/0/type]'],
  ],
  [
    'a field too many',
    [{ type: 'divider', text: 'a' }],
    ['invalid additional property: text [json-pointer:/blocks/0]'],
  ],
  ['a long section', [section(x(3_001))], ['must be less than 3001 characters [json-pointer:/blocks/0/text/text]']],
  [
    'a section that is long once escaped',
    [section(`${x(2_998)}&`)],
    ['must be less than 3001 characters [json-pointer:/blocks/0/text/text]'],
  ],
  ['an empty section', [section('')], ['must be more than 0 characters [json-pointer:/blocks/0/text/text]']],
  ['a section of nothing', [{ type: 'section' }], ['must define either `text` or `fields` [json-pointer:/blocks/0]']],
  [
    'a section of a bare string',
    [{ type: 'section', text: 'a' }],
    ['must provide an object [json-pointer:/blocks/0/text]'],
  ],
  [
    'emoji on mrkdwn',
    [{ type: 'section', text: { ...mrkdwn('a'), emoji: true } }],
    ['invalid additional property: emoji [json-pointer:/blocks/0/text]'],
  ],
  [
    'eleven fields',
    [{ type: 'section', fields: times(11, () => mrkdwn('a')) }],
    ['no more than 10 items allowed [json-pointer:/blocks/0/fields]'],
  ],
  [
    'a long field',
    [{ type: 'section', fields: [mrkdwn('a'), mrkdwn(x(2_001))] }],
    ['must be less than 2001 characters [json-pointer:/blocks/0/fields/1/text]'],
  ],
  ['no fields', [{ type: 'section', fields: [] }], ['no fewer than 1 items allowed [json-pointer:/blocks/0/fields]']],
  [
    'a text input beside a section',
    [{ ...section('a'), accessory: { type: 'plain_text_input' } }],
    ['unsupported type: plain_text_input [json-pointer:/blocks/0/accessory/type]'],
  ],
  [
    'mrkdwn in a header',
    [{ type: 'header', text: mrkdwn('a') }],
    ['unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]'],
  ],
  ['a long header', [header(x(151))], ['must be less than 151 characters [json-pointer:/blocks/0/text/text]']],
  ['a header of nothing', [{ type: 'header' }], ['missing required field: text [json-pointer:/blocks/0]']],
  [
    'eleven context elements',
    [{ type: 'context', elements: times(11, () => mrkdwn('a')) }],
    ['no more than 10 items allowed [json-pointer:/blocks/0/elements]'],
  ],
  [
    'a button in a context',
    [{ type: 'context', elements: [button('a')] }],
    ['unsupported type: button [json-pointer:/blocks/0/elements/0/type]'],
  ],
  [
    '26 buttons',
    [section('a'), actions(...times(26, (i) => button(`a${i}`)))],
    ['no more than 25 items allowed [json-pointer:/blocks/1/elements]'],
  ],
  [
    'an action_id twice in a block',
    [actions(button('a'), button('a'))],
    ['`action_id` "a" already exists [json-pointer:/blocks/0/elements/1/action_id]'],
  ],
  [
    'a block_id twice',
    [
      { ...section('a'), block_id: 'b' },
      { type: 'divider', block_id: 'b' },
    ],
    ['`block_id` "b" already exists [json-pointer:/blocks/1/block_id]'],
  ],
  [
    'a long block_id',
    [{ type: 'divider', block_id: x(256) }],
    ['must be less than 256 characters [json-pointer:/blocks/0/block_id]'],
  ],
  [
    'a long action_id',
    [actions(button(x(256)))],
    [
      'must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]',
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
    ],
  ],
  [
    'a long button',
    [actions({ ...button('a'), text: plain(x(76)) })],
    ['must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]'],
  ],
  [
    'a long value',
    [actions(button('a', x(2_001)))],
    ['must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]'],
  ],
  [
    'a long URL',
    [actions({ ...button('a'), url: `https://a.b/${x(3_000)}` })],
    ['must be less than 3001 characters [json-pointer:/blocks/0/elements/0/url]'],
  ],
  [
    'a javascript: URL',
    [actions({ ...button('a'), url: 'javascript:alert(1)' })],
    ['must be a valid URL [json-pointer:/blocks/0/elements/0/url]'],
  ],
  [
    'an unknown style',
    [actions({ ...button('a'), style: 'default' })],
    ['value must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]'],
  ],
];
