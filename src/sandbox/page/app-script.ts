/** Served as `app.js`: channels, messages and their threads, kept current by server-sent events. */
export const APP_SCRIPT = String.raw`
import { drawBlock } from './blocks.js';
import { element, mrkdwn, plain } from './mrkdwn.js';

const byId = (id) => document.getElementById(id);
let workspaces = [];
let shown;
const unread = new Set();
const keyOf = (teamId, channel) => teamId + '/' + channel;

async function load(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(path + ' answered ' + response.status);
  return response.json();
}

async function start() {
  workspaces = (await load('/_sandbox/state')).workspaces;
  const first = workspaces.find((workspace) => workspace.channels.length > 0);
  const linked = /^\/workspaces\/([^/]+)\/archives\/([^/]+)\/p(\d+)(\d{6})$/.exec(location.pathname);
  if (linked) await show(linked[1], linked[2], linked[3] + '.' + linked[4]);
  else if (location.hash.includes('/')) await show(...location.hash.slice(1).split('/'));
  else if (first) await show(first.teamId, first.channels[0].id);
  const events = new EventSource('/_sandbox/events');
  events.onmessage = (event) => changed(JSON.parse(event.data)).catch(report);
  // What changed before the line stood, or while it was cut, was told to nobody.
  events.onopen = () => shown && drawMessages().catch(report);
}

async function changed({ teamId, channel }) {
  if (shown && shown.teamId === teamId && shown.channel === channel) return drawMessages();
  unread.add(keyOf(teamId, channel));
  const known = workspaces.some((workspace) => workspace.teamId === teamId && workspace.channels.some(({ id }) => id === channel));
  if (!known) workspaces = (await load('/_sandbox/state')).workspaces;
  drawChannels();
}

async function show(teamId, channel, ts) {
  shown = { teamId, channel, ts };
  unread.delete(keyOf(teamId, channel));
  history.replaceState(null, '', '/#' + keyOf(teamId, channel));
  drawChannels();
  drawHeader();
  await drawMessages();
  const target = ts ? document.querySelector('article.target') : undefined;
  if (target) target.scrollIntoView({ block: 'center' });
  else byId('messages').scrollTop = byId('messages').scrollHeight;
}

function drawChannels() {
  byId('channels').replaceChildren(...workspaces.flatMap((workspace) => [
    element('h2', '', plain(workspace.name)),
    element('ul', '', ...workspace.channels.map((channel) => element('li', '', channelButton(workspace, channel)))),
  ]));
}

function channelButton(workspace, channel) {
  const key = keyOf(workspace.teamId, channel.id);
  const button = element('button', unread.has(key) ? 'unread' : '', plain(channelName(channel)));
  button.type = 'button';
  if (shown && keyOf(shown.teamId, shown.channel) === key) button.setAttribute('aria-current', 'true');
  button.addEventListener('click', () => show(workspace.teamId, channel.id).catch(report));
  return button;
}

function channelName(channel) {
  if (channel.isDirect) return '@ ' + channel.name;
  return (channel.isPrivate ? '🔒 ' : '# ') + channel.name + (channel.isArchived ? ' (archived)' : '');
}

function current() {
  const workspace = workspaces.find(({ teamId }) => teamId === shown.teamId);
  return { workspace, channel: workspace?.channels.find(({ id }) => id === shown.channel) };
}

function drawHeader() {
  const { workspace, channel } = current();
  if (!channel) return;
  byId('title').textContent = channelName(channel);
  byId('subtitle').textContent = workspace.name + ' · ' + workspace.teamId + ' · ' + channel.id + (channel.isMember ? '' : ' · the app is not a member');
  document.title = channelName(channel) + ' – Tocsin sandbox';
  byId('user').replaceChildren(...workspace.users.map((user) => new Option((user.realName ?? user.name) + ' (' + user.locale + ')', user.id)));
}

async function drawMessages() {
  const { teamId, channel } = shown;
  const data = await load('/_sandbox/messages?' + new URLSearchParams({ team: teamId, channel }));
  if (shown.teamId !== teamId || shown.channel !== channel) return;
  const box = byId('messages');
  const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
  const all = [...data.messages, ...data.ephemerals].sort((a, b) => Number(a.ts) - Number(b.ts));
  const parents = all.filter((message) => !message.threadTs);
  const nodes = parents.flatMap((parent) => [
    drawMessage(parent),
    ...all.filter((message) => message.threadTs === parent.ts).map((reply) => drawMessage(reply)),
  ]);
  box.replaceChildren(...(nodes.length > 0 ? nodes : [element('p', '', plain('No messages yet.'))]));
  if (atEnd) box.scrollTop = box.scrollHeight;
}

function drawMessage(message) {
  const names = namesOf(current().workspace);
  const context = { names, press: (item, block, option) => press(message, item, block, option).catch(report) };
  const time = element('time', '', plain(new Date(message.postedAt).toLocaleTimeString()));
  time.title = message.ts;
  const who = element('div', 'who', element('b', '', plain(message.botName)), element('span', 'app', plain('APP')), time);
  if (message.edited) who.append(element('span', 'hint', plain('(edited)')));
  else if (message.revision > 0) who.append(element('span', 'hint', plain('updated ' + message.revision + '×')));
  if (message.onlyFor) who.append(element('span', 'hint', plain('only visible to ' + (names.get(message.onlyFor) ?? message.onlyFor))));
  if (message.metadata) who.title = JSON.stringify(message.metadata);
  const body = element('div', 'body');
  if (message.blocks) body.append(...message.blocks.map((block) => drawBlock(block, context)));
  else body.append(element('div', '', ...mrkdwn(message.text, names)));
  const kind = (message.threadTs ? 'reply ' : '') + (message.onlyFor ? 'only ' : '') + (message.ts === shown.ts ? 'target' : '');
  return element('article', kind.trim(), who, body);
}

function namesOf(workspace) {
  return new Map([
    ...workspace.users.map((user) => [user.id, user.realName ?? user.name]),
    ...workspace.channels.map((channel) => [channel.id, channel.name]),
    ...workspace.userGroups.map((group) => [group.id, group.handle]),
  ]);
}

async function press(message, item, block, option) {
  const click = {
    teamId: shown.teamId, channel: shown.channel, ts: message.ts, actionId: item.action_id, blockId: block.block_id,
    userId: byId('user').value, ...(option ? { option } : {}),
  };
  notice('Clicking …');
  const response = await fetch('/_sandbox/click', {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(click),
  });
  const result = await response.json();
  if (!response.ok) notice('Not sent: ' + result.error);
  else if (result.status === 200) notice('The app answered after ' + Math.round(result.elapsedMs) + ' ms.');
  else notice('The app answered ' + (result.status || 'nothing in time') + ': Slack would show an error here.');
}

function notice(text) {
  byId('notice').hidden = false;
  byId('notice').textContent = text;
}

function report(error) {
  notice(String(error));
}

start().catch(report);
`;
