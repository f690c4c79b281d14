/** Messages that the page must draw: one as Tocsin writes them, and blocks of every kind. */

export function mrkdwn(text: string): object {
  return { type: 'mrkdwn', text };
}

export function plain(text: string): object {
  return { type: 'plain_text', text };
}

function option(text: string, value: string): object {
  return { text: plain(text), value };
}

function button(text: string, more: object = {}): object {
  return { type: 'button', text: plain(text), action_id: text.toLowerCase(), value: 'v', ...more };
}

const silence = {
  type: 'overflow',
  action_id: 'silence',
  options: [
    option('Silence for 1 h', '1h'),
    option('Silence for 8 h', '8h'),
    { ...option('Open Alertmanager', 'am'), url: 'https://am.example/' },
  ],
};

/** A critical group, as the issue sketches it. */
export const CRITICAL: readonly object[] = [
  { type: 'header', text: plain('🔴 Critical · Disk almost full · 3 firing') },
  {
    type: 'section',
    text: mrkdwn('*db-1, db-2, db-3* · production · payments\n`/var/lib/postgresql` is 94–97 % full'),
  },
  {
    type: 'section',
    text: mrkdwn('• *db-3*  97 %   for 4 min   _new_\n• *db-1*  95 %   for 38 min\n• *db-2*  94 %   for 38 min'),
  },
  {
    type: 'context',
    elements: [mrkdwn('Since <!date^1763892120^{time}|14:02> · +1 new, 1 resolved · 🙋 <@U0MARIA> has it')],
  },
  {
    type: 'actions',
    elements: [
      button('Acknowledge', { style: 'primary' }),
      button('Runbook', { url: 'https://runbooks.example/disk' }),
      button('Escalate', {
        style: 'danger',
        confirm: {
          title: plain('Wake the second line?'),
          text: mrkdwn('*Everybody* on call is paged.'),
          confirm: plain('Wake them'),
          deny: plain('No'),
        },
      }),
      silence,
    ],
  },
];

/** Every kind of markup in a text. */
export const MARKUP =
  '*bold* _italic_ ~struck~ `code` *bold _and italic_* snake_case_name 2*3*4\n' +
  '> quoted &lt;once&gt;\n> and again\n' +
  '```\nSELECT 1 &amp; 2;\n  *not bold*\n```\n' +
  '<https://runbooks.example/a?b=1&amp;c=2|a runbook> https://grafana.example/d/1. <mailto:ops@example.com|mail>\n' +
  ':rotating_light: :large_red_circle: 🔥 :no_such_emoji:\n' +
  '<@U0MARIA> <#C0DB> <!subteam^S0ONCALL> <!here> <!channel>\n' +
  '<!date^0^{date_num} {time}|never> <!date^nonsense^{date}|no date>';

const cell = (text: string): object => ({ type: 'raw_text', text });

const richText = {
  type: 'rich_text',
  elements: [
    {
      type: 'rich_text_section',
      elements: [
        { type: 'text', text: 'rich ' },
        { type: 'text', text: 'bold', style: { bold: true } },
        { type: 'text', text: ' and code', style: { code: true } },
        { type: 'emoji', name: 'fire', unicode: '1f525' },
        { type: 'user', user_id: 'U0MARIA' },
        { type: 'link', url: 'https://example.com/', text: ' a link' },
      ],
    },
    {
      type: 'rich_text_list',
      style: 'ordered',
      elements: ['first', 'second'].map((text) => ({ type: 'rich_text_section', elements: [{ type: 'text', text }] })),
    },
    {
      type: 'rich_text_list',
      style: 'bullet',
      indent: 1,
      elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'below' }] }],
    },
    { type: 'rich_text_quote', elements: [{ type: 'text', text: 'a rich quote' }] },
    { type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'rich\n  preformatted' }] },
  ],
};

/** Blocks of every kind, in order. */
export const EVERY_BLOCK: readonly object[] = [
  { type: 'header', text: plain('A header with :bell:') },
  { type: 'section', text: mrkdwn(MARKUP) },
  {
    type: 'section',
    text: mrkdwn('*Beside a button*'),
    accessory: button('Details'),
  },
  { type: 'section', fields: [mrkdwn('*Severity*\ncritical'), mrkdwn('*Service*\npayments'), mrkdwn('*Zone*\neu-1')] },
  {
    type: 'section',
    text: mrkdwn('Beside a picture'),
    accessory: { type: 'image', image_url: 'https://img.example/cpu.png', alt_text: 'CPU of db-1' },
  },
  { type: 'context', elements: [mrkdwn('*context* in grey'), plain('and plain')] },
  { type: 'divider' },
  {
    type: 'actions',
    elements: [
      button('Plain'),
      button('Primary', { style: 'primary' }),
      button('Danger', { style: 'danger' }),
      {
        type: 'static_select',
        action_id: 'pick',
        placeholder: plain('Pick one'),
        options: [option('One hour', '1h'), option('Two hours', '2h')],
      },
      { type: 'datepicker', action_id: 'day', initial_date: '2026-11-23' },
      silence,
    ],
  },
  { type: 'image', image_url: 'https://img.example/graph.png', alt_text: 'A graph', title: plain('Load of db-1') },
  richText,
  {
    type: 'table',
    column_settings: [{ is_wrapped: true }, { align: 'right' }],
    rows: [
      [cell('Instance'), cell('Full')],
      [cell('db-3'), cell('97 %')],
      [richText, cell('95 %')],
    ],
  },
  {
    type: 'markdown',
    text: '# Heading\n\n**bold** and *italic* ~~gone~~ `code`\n\n- one\n- two\n\n1. first\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n<b>no html</b> [link](https://example.com/md)',
  },
  { type: 'input', label: plain('A note'), element: { type: 'plain_text_input', action_id: 'note' }, optional: true },
  {
    type: 'container',
    title: plain('A container'),
    is_collapsible: true,
    child_blocks: [{ type: 'section', text: mrkdwn('inside it') }],
  },
];

/** A coloured bar with blocks, and an attachment of the old kind. */
export const ATTACHMENTS: readonly object[] = [
  { color: '#e01e5a', fallback: 'x', blocks: CRITICAL },
  { color: 'good', title: 'Old kind', title_link: 'https://example.com/', text: 'with *text*', footer: 'a footer' },
];

/** A modal with inputs of several kinds. */
export const SILENCE_MODAL = {
  type: 'modal',
  callback_id: 'silence',
  title: plain('Silence'),
  submit: plain('Silence'),
  close: plain('Cancel'),
  blocks: [
    { type: 'section', text: mrkdwn('Mutes *Disk almost full* on `db-1`.') },
    {
      type: 'input',
      block_id: 'duration',
      label: plain('How long'),
      element: {
        type: 'static_select',
        action_id: 'hours',
        options: [option('1 h', '1h'), option('8 h', '8h')],
        initial_option: option('1 h', '1h'),
      },
    },
    {
      type: 'input',
      block_id: 'reason',
      label: plain('Why'),
      hint: plain('Others read this.'),
      element: { type: 'plain_text_input', action_id: 'text', multiline: true, max_length: 40 },
    },
    {
      type: 'input',
      block_id: 'until',
      optional: true,
      label: plain('No later than'),
      element: { type: 'datepicker', action_id: 'day' },
    },
    {
      type: 'input',
      block_id: 'tell',
      optional: true,
      label: plain('Tell'),
      element: {
        type: 'checkboxes',
        action_id: 'whom',
        options: [option('The team', 'team'), option('On-call', 'oncall')],
      },
    },
  ],
};
