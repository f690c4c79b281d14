/** The machinery of modals, with a toy modal, against the sandbox: what people see, whatever goes wrong or comes late. */
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { BlockAction, ViewSubmitAction } from '@slack/bolt';
import { TocsinError } from '../../src/core/errors.ts';
import { silentLogger } from '../../src/core/logger.ts';
import { Secret } from '../../src/core/secret.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import type { InteractionTenant } from '../../src/slack/answer-click.ts';
import { type ModalKind, type ModalTurn, readMetadata, readValues, textIn } from '../../src/slack/modal-turn.ts';
import { section, textInput, viewOf } from '../../src/slack/modal-views.ts';
import { Modals } from '../../src/slack/modals.ts';
import { modalUseOf } from '../../src/slack/mount-modals.ts';
import { createReaders } from '../../src/slack/readers.ts';
import { createSlackClients } from '../../src/slack/slack-clients.ts';
import { createUndiciFetch, type UndiciFetch } from '../../src/slack/undici-fetch.ts';
import { buildAccess } from '../../src/tenants/build-access.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { tenant } from '../store/store-fixtures.ts';
import { speaking } from './languages.ts';
import { closeServer, listen } from './scripted-slack.ts';

const botToken = new Secret('xoxb-acme');
const MARIA = { teamId: 'T0ACME', userId: 'U0MARIA' };

const acme: InteractionTenant = {
  id: tenant('acme'),
  botToken,
  locale: 'fr',
  timeZone: 'Europe/Paris',
  language: speaking,
  access: buildAccess(undefined),
  phrase: (key) => key,
};

const other: InteractionTenant = {
  ...acme,
  id: tenant('aardvark'),
  botToken: new Secret('xoxb-elsewhere'),
  locale: 'de',
};

let sandbox: Sandbox;
let server: Server;
let near: UndiciFetch;
/** What the toy was asked for, by what was typed. */
let asked: string[];
let toy: ModalKind;
/** Turns of one person may reach any of two processes. */
let processes: readonly [Modals, Modals];
let next: 0 | 1;
let opened: Promise<boolean>;

beforeEach(async () => {
  asked = [];
  next = 0;
  sandbox = await startSandbox({
    signingSecret: 'secret',
    workspaces: [
      {
        teamId: 'T0ACME',
        tokens: [{ token: botToken.reveal() }],
        channels: [{ id: 'C0OPS', name: 'ops' }],
        users: [{ id: 'U0MARIA', name: 'maria', locale: 'it-IT', tz: 'Asia/Tokyo' }],
      },
    ],
  });
  near = createUndiciFetch({ timeoutMs: 2_000 });
  toy = {
    name: 'toy',
    titleKey: 'silence.title',
    draw: async (turn, trouble) => drawn(turn, trouble ?? 'drawn'),
    use: async (turn) => drawn(turn, `used ${textIn(turn.values, 'word')}`),
    check: (turn) => (textIn(turn.values, 'word') === 'bad' ? { word: 'no &amp; never' } : {}),
    submit: async (turn) => drawn(turn, `done ${textIn(turn.values, 'word')}`),
  };
  processes = [makeModals(), makeModals()];
  server = createServer(async (request, response) => {
    const payload = JSON.parse(new URLSearchParams(await text(request)).get('payload') ?? '');
    const answer = await take(payload);
    response.writeHead(200, { 'content-type': 'application/json' }).end(answer && JSON.stringify(answer));
  });
  sandbox.setInteractivityUrl(await listen(server));
});

afterEach(async () => {
  await near.close();
  await sandbox.close();
  await closeServer(server);
});

function makeModals(): Modals {
  const clock = { now: () => Date.now() };
  return new Modals(
    {
      // Of the tenants of a workspace the first is not the one whose message it is.
      tenantsOf: (team) => (team === 'T0ACME' ? [other, acme] : []),
      ownerOf: async (tenants) => tenants.find(({ id }) => id === acme.id),
      clientOf: createSlackClients({ apiUrl: sandbox.apiUrl, fetch: near.fetch }),
      readers: createReaders({ clock, logger: silentLogger }),
      logger: silentLogger,
    },
    [
      {
        ...toy,
        draw: (...given) => toy.draw(...given),
        use: (turn) => toy.use(turn),
        submit: (turn) => toy.submit(turn),
      },
    ],
  );
}

function drawn({ person, metadata, values }: ModalTurn, says: string) {
  asked.push(says);
  return {
    title: 'Toy',
    submit: 'Go',
    close: 'Close',
    metadata: { ...metadata, seen: 'yes' },
    blocks: [
      section(`${says} · ${person.name} · ${person.locale} · ${person.timeZone}`),
      textInput({ id: 'word', label: 'Word', isLive: true, isOptional: true }, textIn(values, 'word')),
    ],
  };
}

/** What Slack sends, told to the machinery as the mounting does. Returns what the submission is answered by. */
async function take(payload: BlockAction | ViewSubmitAction): Promise<object | undefined> {
  const modals = processes[next];
  const team = payload.team?.id ?? '';
  const userId = payload.user.id;
  if (payload.type === 'view_submission') {
    const { id, hash, callback_id: kind, private_metadata: metadata, state, blocks } = payload.view;
    const use = { team, userId, kind, viewId: id, hash, metadata, values: readValues(state.values), turnId: hash };
    return await new Promise((resolve) => {
      void modals.submit(use, blocks, async (answer) => resolve(answer));
    });
  }
  const [action] = payload.actions;
  if (action === undefined) throw new Error('Slack sends one action at least');
  const use = modalUseOf(action, payload, team);
  if (use !== undefined) void modals.use(use);
  else {
    const metadata = { from: 'the message' };
    opened = modals.open('toy', { team, userId, triggerId: payload.trigger_id, metadata, turnId: 'click' });
  }
  return undefined;
}

async function click(): Promise<void> {
  const response = await fetch(`${sandbox.apiUrl}chat.postMessage`, {
    method: 'POST',
    headers: { authorization: `Bearer ${botToken.reveal()}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      channel: 'C0OPS',
      text: 'x',
      blocks: [
        {
          type: 'actions',
          elements: [{ type: 'button', action_id: 'open', value: 'v', text: { type: 'plain_text', text: 'Open' } }],
        },
      ],
    }),
  });
  const { ts } = (await response.json()) as { ts: string };
  await sandbox.click({ ...MARIA, channel: 'C0OPS', ts, actionId: 'open' });
}

const top = () => sandbox.views(MARIA).at(-1);
const shown = () => JSON.stringify(top()?.content.blocks ?? '');
const type = (word: string) =>
  sandbox.clickInView({
    ...MARIA,
    viewId: top()?.id ?? '',
    actionId: 'word',
    option: word,
    values: { word: { word } },
  });
const submit = (word: string) => sandbox.submitView({ ...MARIA, viewId: top()?.id ?? '', values: { word: { word } } });
const until = (pattern: RegExp) => waitUntil(`it says ${pattern}`, () => pattern.test(shown()), { details: shown });

/** A promise, and what resolves it. */
function gate() {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open: () => open() };
}

describe('a modal', () => {
  test('opens at once, and is drawn in the person’s language, zone and name when that is done', async () => {
    const { passed, open } = gate();
    toy.draw = async (turn) => {
      await passed;
      return drawn(turn, 'drawn');
    };
    await click();
    await until(/Un momento …/);
    expect(top()?.content.submit).toBeUndefined();
    open();
    await until(/drawn · maria · it-IT · Asia\/Tokyo/);
    expect(readMetadata(String(top()?.content.private_metadata))).toEqual({ from: 'the message', seen: 'yes' });
    expect(await opened).toBe(true);
  });

  test('that Slack does not open is said to be none', async () => {
    const opening = { team: 'T0ACME', userId: 'U0MARIA', triggerId: 'over', metadata: {}, turnId: 'x' };
    expect(await processes[0].open('toy', opening)).toBe(false);
    expect(await processes[0].open('toy', { ...opening, team: 'T0STRANGER' })).toBe(false);
    expect(await processes[0].open('unknown', opening)).toBe(false);
    expect(asked).toEqual([]);
  });

  test('is drawn for the last of the changes that came while one was looked at', async () => {
    await click();
    await until(/drawn/);
    const { passed, open } = gate();
    toy.use = async (turn) => {
      await passed;
      return drawn(turn, `used ${textIn(turn.values, 'word')}`);
    };
    for (const word of ['a', 'ab', 'abc', 'abcd']) await type(word);
    open();
    await until(/used abcd/);
    expect(asked).toEqual(['drawn', 'used a', 'used abcd']);
    await type('abcde');
    await until(/used abcde/);
  });

  test('shows what came of its submission, and nothing that comes late covers it', async () => {
    await click();
    await until(/drawn/);
    const { passed, open } = gate();
    toy.use = async (turn) => {
      await passed;
      return drawn(turn, 'late');
    };
    await type('x');
    // Another process gets the submission: it knows of no change that is under way.
    next = 1;
    await submit('x');
    await until(/done x/);
    open();
    await pause(100);
    expect(shown()).toMatch(/done x/);
    next = 0;
    await type('y');
    await waitUntil('the change was looked at', () => asked.filter((each) => each === 'late').length === 2);
    await until(/late/);
  });

  test('is answered with the faults of its inputs, as plain text', async () => {
    await click();
    await until(/drawn/);
    expect(await submit('bad')).toMatchObject({ errors: { word: 'no & never' } });
    toy.check = () => ({ gone: 'it went' });
    processes = [makeModals(), makeModals()];
    expect(await submit('x')).toMatchObject({ errors: { word: 'it went' } });
    expect(asked).toEqual(['drawn']);
  });

  test('tells what went wrong in its form, or instead of it', async () => {
    await click();
    await until(/drawn/);
    toy.submit = async () => {
      throw new TocsinError('alertmanager_refused', 'the matcher <x> is bad');
    };
    await submit('x');
    await until(/Alertmanager ha rifiutato: the matcher &lt;x&gt; is bad/);
    expect(shown()).toContain('"initial_value":"x"');
    toy.draw = async () => {
      throw new TypeError('a fault of ours');
    };
    await submit('y');
    await until(/Alertmanager ha rifiutato/);
    expect(top()?.content.submit).toBeUndefined();
  });
});

describe('what a modal keeps', () => {
  test('is nothing when it is not ours', () => {
    expect(['', 'x', 'null', '[1]', '{"a":{"b":1},"c":"d"}'].map(readMetadata)).toEqual([{}, {}, {}, {}, { c: 'd' }]);
  });

  test('fits what Slack keeps', () => {
    const drawing = { title: 't'.repeat(80), close: 'c', blocks: [], metadata: { a: 'x'.repeat(3_000) } };
    const view = viewOf(drawing, 'toy');
    expect(view.private_metadata).toBe('{}');
    expect(view.title.text.length).toBeLessThanOrEqual(24);
  });

  test('is what was given, by the input’s name', () => {
    const given = {
      a: { a: { value: 'text' } },
      b: { b: { value: null } },
      c: { c: { selected_option: { value: 'one' } } },
      d: { d: { selected_options: [{ value: 'one' }, { value: 'two' }] } },
      e: { e: { selected_date: '2026-11-23' } },
      f: { f: { selected_time: '09:00' } },
      g: { g: { selected_user: 'U1' } },
      h: { h: { selected_users: ['U1'] } },
      i: {},
    };
    expect(readValues(given)).toEqual({
      a: 'text',
      b: '',
      c: 'one',
      d: ['one', 'two'],
      e: '2026-11-23',
      f: '09:00',
      g: 'U1',
      h: ['U1'],
    });
  });
});
