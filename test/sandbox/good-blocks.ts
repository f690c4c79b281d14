import { actions, cell, header, mrkdwn, option, plain, richText, times, x } from './block-builders.ts';
import { button, section } from './sandbox-fixture.ts';

/** Blocks that Slack takes, each with what it shows. */
export const GOOD_BLOCKS: readonly (readonly [string, readonly unknown[]])[] = [
  ['no blocks', []],
  ['a section of the longest text', [section(x(3_000))]],
  ['a section of astral characters, counted once each', [section('🔥'.repeat(3_000))]],
  ['a section of ten fields', [{ type: 'section', fields: times(10, () => mrkdwn(x(2_000))) }]],
  ['a section with a button', [{ ...section('a'), accessory: button('a'), expand: true, block_id: 'b' }]],
  [
    'a section with an image',
    [{ ...section('a'), accessory: { type: 'image', image_url: 'https://a.b/c', alt_text: 'c' } }],
  ],
  ['the longest header', [header(x(150))]],
  [
    'a context of text and image',
    [
      {
        type: 'context',
        elements: [plain('a'), mrkdwn('b'), { type: 'image', image_url: 'https://a.b/c', alt_text: 'c' }],
      },
    ],
  ],
  ['25 buttons', [actions(...times(25, (i) => button(`a${i}`)))]],
  ['the same action_id in two blocks', [actions(button('a')), actions(button('a'))]],
  ['50 dividers', times(50, () => ({ type: 'divider' }))],
  ['an image by file', [{ type: 'image', slack_file: { id: 'F12345678' }, alt_text: 'a', title: plain('t') }]],
  [
    'menus',
    [
      actions(
        { type: 'static_select', action_id: 'a', placeholder: plain('p'), options: [option('1')] },
        { type: 'overflow', action_id: 'b', options: times(5, (i) => option(`o${i}`)) },
        { type: 'users_select', action_id: 'c' },
      ),
    ],
  ],
  [
    'a confirmation',
    [
      actions({
        ...button('a'),
        style: 'danger',
        confirm: { title: plain('t'), text: mrkdwn('m'), confirm: plain('y'), deny: plain('n') },
      }),
    ],
  ],
  ['markdown', [{ type: 'markdown', text: x(12_000) }]],
  ['rich text', [richText]],
  [
    'a table',
    [
      {
        type: 'table',
        rows: [[cell('a'), richText], [{ type: 'raw_number', value: 1, text: '1' }]],
        column_settings: [{ align: 'right', is_wrapped: true }],
      },
    ],
  ],
  ['a data table', [{ type: 'data_table', caption: 'c', rows: [[cell('h')], [richText]], page_size: 10 }]],
  [
    'a carousel of cards',
    [{ type: 'carousel', elements: [{ type: 'card', title: mrkdwn('t'), actions: [button('a')] }] }],
  ],
  [
    'a container',
    [{ type: 'container', title: plain('t'), child_blocks: [section('a'), { type: 'divider' }], width: 'wide' }],
  ],
  [
    'an input',
    [{ type: 'input', label: plain('l'), element: { type: 'plain_text_input', action_id: 'a', multiline: true } }],
  ],
  [
    'a plan',
    [{ type: 'plan', title: 't', tasks: [{ type: 'task_card', task_id: '1', title: 't', status: 'complete' }] }],
  ],
  [
    'feedback',
    [{ type: 'context_actions', elements: [{ type: 'icon_button', icon: 'trash', text: plain('t'), action_id: 'a' }] }],
  ],
];
