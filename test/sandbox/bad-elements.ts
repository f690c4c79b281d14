import { actions, cell, mrkdwn, option, plain, times, x } from './block-builders.ts';
import { button } from './sandbox-fixture.ts';

/** Elements and rarer blocks that Slack refuses, and its words. */
export const BAD_ELEMENTS: readonly (readonly [string, unknown, readonly string[]])[] = [
  [
    'a long confirmation',
    [actions({ ...button('a'), confirm: { text: plain('a'), title: plain(x(101)), confirm: plain(x(31)) } })],
    [
      'must be less than 101 characters [json-pointer:/blocks/0/elements/0/confirm/title/text]',
      'must be less than 31 characters [json-pointer:/blocks/0/elements/0/confirm/confirm/text]',
    ],
  ],
  [
    'a menu of no options',
    [actions({ type: 'static_select', action_id: 'a' })],
    ['must define either `options` or `option_groups` [json-pointer:/blocks/0/elements/0]'],
  ],
  [
    '101 options',
    [actions({ type: 'static_select', action_id: 'a', options: times(101, (i) => option(`${i}`)) })],
    ['no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]'],
  ],
  [
    'a long option',
    [actions({ type: 'static_select', action_id: 'a', options: [{ text: plain(x(76)), value: x(151) }] })],
    [
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]',
      'must be less than 151 characters [json-pointer:/blocks/0/elements/0/options/0/value]',
    ],
  ],
  [
    'six overflow options',
    [actions({ type: 'overflow', action_id: 'a', options: times(6, (i) => option(`${i}`)) })],
    ['no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]'],
  ],
  [
    "a modal's input",
    [actions({ type: 'number_input', action_id: 'a', is_decimal_allowed: false })],
    ['unsupported type: number_input [json-pointer:/blocks/0/elements/0/type]'],
  ],
  [
    'an image without alt_text',
    [{ type: 'image', image_url: 'https://a.b/c' }],
    ['missing required field: alt_text [json-pointer:/blocks/0]'],
  ],
  [
    'an image of two sources',
    [{ type: 'image', alt_text: 'a', image_url: 'https://a.b/c', slack_file: { id: 'F12345678' } }],
    ['must define only one of `image_url` or `slack_file` [json-pointer:/blocks/0]'],
  ],
  [
    'a bad file id',
    [{ type: 'image', alt_text: 'a', slack_file: { id: 'f1' } }],
    ['does not match the required format [json-pointer:/blocks/0/slack_file/id]'],
  ],
  [
    'too much markdown together',
    [
      { type: 'markdown', text: x(7_000) },
      { type: 'markdown', text: x(5_001) },
    ],
    ['must be less than 12001 characters [json-pointer:/blocks/1/text]'],
  ],
  [
    'an unknown rich text',
    [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'marquee' }] }] }],
    ['unsupported type: marquee [json-pointer:/blocks/0/elements/0/elements/0/type]'],
  ],
  [
    '101 rows',
    [{ type: 'table', rows: times(101, () => [cell('a')]) }],
    ['no more than 100 items allowed [json-pointer:/blocks/0/rows]'],
  ],
  [
    '21 cells',
    [{ type: 'table', rows: [times(21, () => cell('a'))] }],
    ['no more than 20 items allowed [json-pointer:/blocks/0/rows/0]'],
  ],
  [
    'a table of too much text',
    [{ type: 'table', rows: [[cell(x(10_001))]] }],
    ['must be less than 10001 characters [json-pointer:/blocks/0/rows]'],
  ],
  [
    'two tables',
    [
      { type: 'table', rows: [[cell('a')]] },
      { type: 'table', rows: [[cell('a')]] },
    ],
    ['only_one_table_allowed [json-pointer:/blocks/1]'],
  ],
  [
    'a ragged data table',
    [{ type: 'data_table', caption: 'c', rows: [[cell('a'), cell('b')], [cell('a')]] }],
    ['must have 2 items [json-pointer:/blocks/0/rows/1]'],
  ],
  [
    'four buttons on a card',
    [{ type: 'card', actions: times(4, (i) => button(`${i}`)) }],
    ['no more than 3 items allowed [json-pointer:/blocks/0/actions]'],
  ],
  [
    'a card of nothing',
    [{ type: 'card', subtitle: mrkdwn('a') }],
    ['must define either `hero_image` or `title` or `actions` or `body` [json-pointer:/blocks/0]'],
  ],
  [
    'a container in a container',
    [
      {
        type: 'container',
        title: plain('t'),
        child_blocks: [{ type: 'container', title: plain('t'), child_blocks: [] }],
      },
    ],
    ['unsupported type: container [json-pointer:/blocks/0/child_blocks/0/type]'],
  ],
  [
    'a text that is a number',
    [{ type: 'section', text: { type: 'mrkdwn', text: 5 } }],
    ['must provide a string [json-pointer:/blocks/0/text/text]'],
  ],
  ['a text that is null', [{ type: 'section', text: null }], ['must provide an object [json-pointer:/blocks/0/text]']],
];
