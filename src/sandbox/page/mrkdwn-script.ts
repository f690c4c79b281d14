/** Served as `mrkdwn.js`: Slack's mrkdwn as DOM nodes. Text only ever becomes text nodes, so nothing needs escaping. */
export const MRKDWN_SCRIPT = String.raw`
const EMOJI = {
  rotating_light: '🚨', white_check_mark: '✅', heavy_check_mark: '✔️', x: '❌', warning: '⚠️', fire: '🔥', bell: '🔔',
  no_bell: '🔕', eyes: '👀', red_circle: '🔴', large_red_circle: '🔴', large_orange_circle: '🟠', large_yellow_circle: '🟡',
  large_green_circle: '🟢', large_blue_circle: '🔵', white_circle: '⚪', black_circle: '⚫', information_source: 'ℹ️',
  hourglass: '⌛', hourglass_flowing_sand: '⏳', books: '📚', book: '📖', mag: '🔍', repeat: '🔁', bar_chart: '📊',
  chart_with_upwards_trend: '📈', mute: '🔇', speaker: '🔈', pushpin: '📌', link: '🔗', wave: '👋', thumbsup: '👍',
  large_purple_circle: '🟣', question: '❓', exclamation: '❗', grey_question: '❔', arrows_counterclockwise: '🔄',
};

export function element(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children);
  return node;
}

export function plain(text) {
  return document.createTextNode(withEmoji(text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&')));
}

/** Nodes for a text object, of either type. */
export function textNodes(object, names) {
  if (typeof object === 'string') return [plain(object)];
  return object.type === 'mrkdwn' ? mrkdwn(object.text, names) : [plain(object.text)];
}

export function mrkdwn(text, names) {
  const nodes = [];
  for (const part of text.split(/(${'```'}[\s\S]+?${'```'})/)) {
    if (part.startsWith('${'```'}') && part.length > 6) {
      nodes.push(element('pre', '', plain(part.slice(3, -3).replace(/^\n/, ''))));
    } else nodes.push(...quoted(part, names));
  }
  return nodes;
}

function quoted(text, names) {
  const nodes = [];
  let quote;
  for (const [index, line] of text.split('\n').entries()) {
    const match = /^(?:&gt;|>) ?(.*)$/.exec(line);
    if (match) {
      if (!quote) nodes.push((quote = element('blockquote', '')));
      else quote.append('\n');
      quote.append(...inline(match[1], names));
    } else {
      if (index > 0 && !quote) nodes.push(document.createTextNode('\n'));
      quote = undefined;
      nodes.push(...inline(line, names));
    }
  }
  return nodes;
}

const INLINE = new RegExp(
  [
    '${'`'}([^${'`'}]+)${'`'}',
    '<([^<>]+)>',
    '(?<![\\p{L}\\p{N}*])\\*(?! )([^*]+?)(?<! )\\*(?![\\p{L}\\p{N}*])',
    '(?<![\\p{L}\\p{N}_])_(?! )([^_]+?)(?<! )_(?![\\p{L}\\p{N}_])',
    '(?<![\\p{L}\\p{N}~])~(?! )([^~]+?)(?<! )~(?![\\p{L}\\p{N}~])',
  ].join('|'),
  'gu',
);

function inline(text, names) {
  const nodes = [];
  let last = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > last) nodes.push(plain(text.slice(last, match.index)));
    const [whole, code, control, bold, italic, strike] = match;
    if (code !== undefined) nodes.push(element('code', '', plain(code)));
    else if (control !== undefined) nodes.push(controlNode(control, names));
    else if (bold !== undefined) nodes.push(element('b', '', ...inline(bold, names)));
    else if (italic !== undefined) nodes.push(element('i', '', ...inline(italic, names)));
    else nodes.push(element('s', '', ...inline(strike, names)));
    last = match.index + whole.length;
  }
  if (last < text.length) nodes.push(plain(text.slice(last)));
  return nodes;
}

function controlNode(control, names) {
  const [target, label] = control.split('|', 2);
  if (target.startsWith('!date^')) return dateNode(control);
  if (target.startsWith('@')) return mention('@' + (names.get(target.slice(1)) ?? label ?? target.slice(1)));
  if (target.startsWith('#')) return mention('#' + (names.get(target.slice(1)) ?? label ?? target.slice(1)));
  if (target.startsWith('!subteam^')) return mention('@' + (names.get(target.slice(9)) ?? label ?? target.slice(9)).replace(/^@/, ''));
  if (target.startsWith('!')) return mention('@' + target.slice(1));
  return link(target, label ?? target);
}

function mention(text) {
  return element('span', 'mention', plain(text));
}

export function link(address, label) {
  const href = address.replace(/&amp;/g, '&');
  if (!/^(https?:|mailto:)/i.test(href)) return plain('<' + address + '>');
  const node = element('a', '', plain(label));
  node.href = href;
  node.target = '_blank';
  node.rel = 'noopener noreferrer';
  return node;
}

function dateNode(control) {
  const bar = control.indexOf('|');
  const [, unix, format = '', address] = control.slice(0, bar < 0 ? undefined : bar).split('^');
  const fallback = bar < 0 ? '' : control.slice(bar + 1);
  const date = new Date(Number(unix) * 1000);
  const text = Number.isNaN(date.getTime()) ? fallback : format.replace(/\{(\w+)\}/g, (whole, token) => dateToken(token, date) ?? whole);
  const node = address ? link(address, text) : element('time', '', plain(text));
  node.title = fallback;
  return node;
}

function dateToken(token, date) {
  const show = (options) => date.toLocaleString(undefined, options);
  const name = token.replace('_pretty', '');
  if (token.endsWith('_pretty') && date.toDateString() === new Date().toDateString()) return 'today';
  switch (name) {
    case 'date_num': return date.toISOString().slice(0, 10);
    case 'date': return show({ month: 'long', day: 'numeric', year: 'numeric' });
    case 'date_short': return show({ month: 'short', day: 'numeric', year: 'numeric' });
    case 'date_long': return show({ weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' });
    case 'time': return show({ hour: 'numeric', minute: '2-digit' });
    case 'time_secs': return show({ hour: 'numeric', minute: '2-digit', second: '2-digit' });
    case 'ago': return ago(date);
    default: return undefined;
  }
}

function ago(date) {
  const seconds = (date.getTime() - Date.now()) / 1000;
  const format = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
  for (const [unit, size] of [['day', 86400], ['hour', 3600], ['minute', 60]]) {
    if (Math.abs(seconds) >= size) return format.format(Math.round(seconds / size), unit);
  }
  return format.format(Math.round(seconds), 'second');
}

function withEmoji(text) {
  return text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => (Object.hasOwn(EMOJI, name) ? EMOJI[name] : whole));
}
`;
