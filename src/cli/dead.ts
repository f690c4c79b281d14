/** `tocsin dead list|show|replay|drop`: what a person does with a running relay's dead letters. */
import { z } from 'zod';
import { TocsinError } from '../core/errors.ts';
import { isTenantId, TENANT_ID_RULE } from '../core/ids.ts';
import { type AdminClient, adminClient, RELAY_HELP, RELAY_OPTIONS } from './admin-client.ts';
import { type Arguments, type Command, counted, EXIT, usage } from './command.ts';
import { describeLetter, Letter, LetterDetails, tableOf } from './dead-letter-text.ts';

const EXITS = 'Exit codes: 0 done; 1 no relay answers, it refuses, or it has no such dead letter; 2 wrong use.';

const SHARED_OPTIONS = { tenant: 'value', json: 'flag', ...RELAY_OPTIONS } as const;

const SHARED_HELP = `  --tenant TENANT    the tenant
  --json             print the relay's answer as it is
${RELAY_HELP}`;

const BY_HELP = '  --by NAME          who does it, for the history (the variable USER)';

const List = z.object({ total: z.number(), deadLetters: z.array(Letter), next: z.string().optional() });
const Replayed = z.object({ replayed: z.number() });
const Dropped = z.object({ dropped: z.number(), busy: z.number() });

export const deadList: Command = {
  help: `Lists a tenant's dead letters, the newest first: groups that could not be told and were given up.

Use: tocsin dead list --tenant TENANT [--reason REASON] [--limit N] [--after CURSOR] [--json] [--url URL]

Options:
  --reason REASON    only those that were given up for this reason
  --limit N          so many at most, 1 to 500 (50)
  --after CURSOR     go on where an earlier list ended; it tells the cursor
${SHARED_HELP}

Examples:
  tocsin dead list --tenant acme
  tocsin dead list --tenant acme --reason token_invalid --limit 10
  tocsin dead list --tenant acme --json

${EXITS}`,
  options: { ...SHARED_OPTIONS, reason: 'value', limit: 'value', after: 'value' },
  async run(given, env) {
    const path = lettersPath(given);
    const query = queryOf(given, ['reason', 'limit', 'after']);
    const answer = await (await adminClient(given, env)).request('GET', `${path}${query}`);
    if (printedAsJson(given, answer)) return EXIT.ok;
    const { total, deadLetters, next } = read(List, answer);
    console.log(headline(given, { total, shown: deadLetters.length }));
    if (deadLetters.length > 0) console.log(`\n${tableOf(deadLetters)}`);
    if (next !== undefined) console.log(`\nThere are more: --after ${next}`);
    return EXIT.ok;
  },
};

function headline(given: Arguments, { total, shown }: { readonly total: number; readonly shown: number }): string {
  const tenant = given.need('tenant');
  if (total === 0) return `${tenant} has no dead letters.`;
  const has = `${tenant} has ${counted(total, 'dead letter')}`;
  const reason = given.value('reason');
  if (shown === 0) return `${has}, none of ${reason === undefined ? 'them here' : `reason ${reason}`}.`;
  return shown === total ? `${has}.` : `${has}; here are ${shown}.`;
}

export const deadShow: Command = {
  help: `Shows a dead letter: why it was given up, and the group as it is now, which is what a replay would tell.

Use: tocsin dead show --tenant TENANT [--json] [--url URL] ID

Options:
${SHARED_HELP}

Examples:
  tocsin dead show --tenant acme 0a1b2c3d4e5f60718293a4b5c6d7e8f90123

${EXITS}`,
  options: SHARED_OPTIONS,
  operands: { atLeast: 1, what: 'the id of a dead letter' },
  async run(given, env) {
    const path = `${lettersPath(given)}/${idFrom(given)}`;
    const answer = await (await adminClient(given, env)).request('GET', path);
    if (printedAsJson(given, answer)) return EXIT.ok;
    console.log(describeLetter(read(LetterDetails, answer), given.need('tenant')));
    return EXIT.ok;
  },
};

export const deadReplay: Command = {
  help: `Has dead letters sent again: the groups as they are now, not as they were. Mend the cause first.

Use: tocsin dead replay --tenant TENANT (ID | --reason REASON | --all) [--by NAME] [--json] [--url URL]

They are due at once, and go out as fast as Slack's limits allow. What fails again is given up again after a time:
delivery.dead_after in tocsin.yaml.

Options:
  --reason REASON    all that were given up for this reason
  --all              all of the tenant
${BY_HELP}
${SHARED_HELP}

Examples:
  tocsin dead replay --tenant acme 0a1b2c3d4e5f60718293a4b5c6d7e8f90123
  tocsin dead replay --tenant acme --reason token_invalid
  tocsin dead replay --tenant acme --all --by maria

${EXITS}`,
  options: { ...SHARED_OPTIONS, reason: 'value', all: 'flag', by: 'value' },
  operands: { atLeast: 0, what: 'the id of a dead letter' },
  async run(given, env) {
    const isMany = given.operands.length === 0;
    if (isMany && !given.has('all') && given.value('reason') === undefined) {
      throw usage('name the id of a dead letter, or --reason, or --all');
    }
    checkAlone(given, ['reason', 'all']);
    const path = isMany ? `replay${queryOf(given, ['reason'])}` : `${idFrom(given)}/replay`;
    const answer = await (await adminClient(given, env)).request('POST', `${lettersPath(given)}/${path}`);
    if (printedAsJson(given, answer)) return EXIT.ok;
    const { replayed } = read(Replayed, answer);
    console.log(
      replayed === 0 ? 'There was nothing to send again.' : `Sent again: ${counted(replayed, 'dead letter')}.`,
    );
    return EXIT.ok;
  },
};

export const deadDrop: Command = {
  help: `Drops dead letters that nobody needs any more. A group that still fires is begun anew with its next webhook.

Use: tocsin dead drop --tenant TENANT (ID | --reason REASON) [--by NAME] [--json] [--url URL]

Options:
  --reason REASON    all that were given up for this reason
${BY_HELP}
${SHARED_HELP}

Examples:
  tocsin dead drop --tenant acme 0a1b2c3d4e5f60718293a4b5c6d7e8f90123
  tocsin dead drop --tenant acme --reason receiver_removed --by maria

${EXITS}`,
  options: { ...SHARED_OPTIONS, reason: 'value', by: 'value' },
  operands: { atLeast: 0, what: 'the id of a dead letter' },
  async run(given, env) {
    const isMany = given.operands.length === 0;
    if (isMany && given.value('reason') === undefined) throw usage('name the id of a dead letter, or --reason');
    checkAlone(given, ['reason']);
    const path = isMany ? queryOf(given, ['reason']) : `/${idFrom(given)}`;
    const answer = await (await adminClient(given, env)).request('DELETE', `${lettersPath(given)}${path}`);
    if (printedAsJson(given, answer)) return EXIT.ok;
    const { dropped, busy } = read(Dropped, answer);
    console.log(dropped === 0 ? 'There was nothing to drop.' : `Dropped: ${counted(dropped, 'dead letter')}.`);
    if (busy > 0) console.log(`Not dropped, because there is news of them and they are being sent: ${busy}.`);
    return EXIT.ok;
  },
};

function lettersPath(given: Arguments): string {
  const tenant = given.need('tenant');
  if (!isTenantId(tenant)) throw usage(`${JSON.stringify(tenant)} is no tenant id: ${TENANT_ID_RULE}`);
  return `tenants/${tenant}/dead-letters`;
}

function idFrom({ operands }: Arguments): string {
  const [id = '', ...more] = operands;
  if (more.length > 0) throw usage(`one id at a time, or --reason; not also ${JSON.stringify(more[0])}`);
  if (!/^[0-9a-f]{36}$/.test(id))
    throw usage(`${JSON.stringify(id)} is no id; tocsin dead list tells them, 36 digits each`);
  return id;
}

/** An id and a wish for many would leave open which was meant. */
function checkAlone(given: Arguments, options: readonly string[]): void {
  const option = given.operands.length === 0 ? undefined : options.find((name) => given.has(name));
  if (option !== undefined) throw usage(`an id or --${option}, not both`);
  if (given.has('all') && given.has('reason')) throw usage('--all or --reason, not both');
}

function queryOf(given: Arguments, names: readonly string[]): string {
  const query = new URLSearchParams();
  for (const name of names) {
    const value = given.value(name);
    if (value !== undefined) query.set(name, value);
  }
  return query.size === 0 ? '' : `?${query}`;
}

function printedAsJson(given: Arguments, answer: Awaited<ReturnType<AdminClient['request']>>): boolean {
  if (given.has('json')) console.log(JSON.stringify(answer, null, 2));
  return given.has('json');
}

function read<T>(schema: z.ZodType<T>, answer: unknown): T {
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  throw new TocsinError('relay_refused', 'the answer is not one of this API; is the relay of another version?');
}
