/** What a slash command comes to, and what the person who typed it is told. */
import { silencesKnown, silencesTold } from '../actions/active-silences.ts';
import { chooseTenant } from '../actions/choose-tenant.ts';
import { chosen, holders, type OpenGroups } from '../actions/open-groups.ts';
import { type Asked, parseCommand } from '../actions/parse-command.ts';
import { meantBy, shortIds } from '../actions/short-ids.ts';
import { TocsinError } from '../core/errors.ts';
import { teamId } from '../core/ids.ts';
import type { ListedGroup, Reply } from '../core/listing.ts';
import type { Language } from '../render/language.ts';
import { replyContent, SHOWN_IN_REPLY, SHOWN_SILENCES } from '../render/reply-blocks.ts';
import { type Sentence, sentenceText } from '../render/sentence-text.ts';
import { type LookupParts, type LookupTenant, languageFor, type Person } from './lookup-parts.ts';
import { pressListed } from './press-listed.ts';

export interface Command extends Person {
  /** As the app's is called, `/tocsin`. */
  readonly name: string;
  /** What was typed behind it. */
  readonly text: string;
  readonly channel: string;
  /** Without `#`. */
  readonly channelName: string;
  /** Slack's name of this one command. */
  readonly requestId: string;
}

/** For the person alone. */
export interface CommandAnswer {
  readonly text: string;
  readonly blocks?: readonly object[];
}

interface Turn {
  readonly command: Command;
  readonly tenant: LookupTenant;
  readonly language: Language;
  /** Named where several tenants share the workspace. */
  readonly named: { readonly tenant?: string };
}

/** Undefined where the workspace is no tenant's: then there is no language to answer in, and it is logged. */
export async function answerCommand(parts: LookupParts, command: Command): Promise<CommandAnswer | undefined> {
  const tenants = parts.lookupTenantsOf(teamId(command.team));
  const [first] = tenants;
  if (first === undefined) {
    parts.logger.warn({ team: command.team }, 'command from a workspace that no tenant has');
    return undefined;
  }
  const { asked, tenant: name } = parseCommand(command.text);
  const choice = chooseTenant(tenants, { ...command, ...(name === undefined ? {} : { tenant: name }) });
  const tenant = 'tenant' in choice ? choice.tenant : first;
  const language = await languageFor(parts, command, tenant);
  if (asked.kind === 'help') {
    count(parts, 'unknown' in asked ? 'unknown' : 'help', tenant);
    return replyContent({ ...asked, command: command.name }, tenant.id, language);
  }
  if ('why' in choice) return say(whose(choice.why, name ?? '', tenants), language);
  count(parts, asked.kind, tenant);
  const named = tenants.length > 1 ? { tenant: tenant.name } : {};
  return await trying(parts, { command, tenant, language, named }, asked);
}

function count({ metrics }: LookupParts, operation: string, { id }: LookupTenant): void {
  metrics.commands.inc({ tenant: metrics.tenantLabel(id), operation });
}

function whose(why: 'which' | 'unknown', name: string, tenants: readonly LookupTenant[]): Sentence {
  const ids = tenants.map(({ id }) => id);
  return why === 'which' ? { kind: 'which_tenant', tenants: ids } : { kind: 'unknown_tenant', name, tenants: ids };
}

function say(sentence: Sentence, language: Language): CommandAnswer {
  return { text: sentenceText(sentence, language) };
}

/** What cannot be read now is told as such; whoever asked can ask again. */
async function trying(parts: LookupParts, turn: Turn, asked: Exclude<Asked, { kind: 'help' }>): Promise<CommandAnswer> {
  try {
    return await perform(parts, turn, asked);
  } catch (error) {
    if (!(error instanceof TocsinError)) throw error;
    parts.logger.warn({ tenant: turn.tenant.id, operation: asked.kind, reason: error.reason, error }, 'not looked up');
    return say({ kind: 'not_read' }, turn.language);
  }
}

async function perform(
  parts: LookupParts,
  turn: Turn,
  asked: Exclude<Asked, { kind: 'help' }>,
): Promise<CommandAnswer> {
  const open = await parts.openGroups(turn.tenant.id);
  const notes = { ...turn.named, ...(open.lookedAt === undefined ? {} : { lookedAt: open.lookedAt }) };
  const reply = (said: Reply): CommandAnswer => replyContent({ ...said, ...notes }, turn.tenant.id, turn.language);
  switch (asked.kind) {
    case 'list': {
      const all = chosen(open.groups, asked.filter, turn.command.userId);
      const groups = await linked(parts, turn, all.slice(0, SHOWN_IN_REPLY));
      return reply({ kind: 'list', filter: asked.filter, groups, total: all.length });
    }
    case 'silences': {
      const { silences, unanswered } = await silencesOf(parts, turn, open);
      const shown = silences.slice(0, SHOWN_SILENCES);
      return reply({ kind: 'silences', silences: shown, total: silences.length, unanswered });
    }
    case 'who':
      return reply({ kind: 'who', ...holders(open.groups), onCall: parts.onCallOf(turn.tenant.id) });
    case 'ack':
      return await acknowledge(parts, turn, { id: asked.id, open });
    default:
      return asked satisfies never;
  }
}

async function linked(
  { linksOf, clientOf }: LookupParts,
  { tenant, command: { team } }: Turn,
  groups: readonly ListedGroup[],
): Promise<readonly ListedGroup[]> {
  return await linksOf({ team, client: clientOf(team, tenant.botToken) }, groups);
}

async function silencesOf(parts: LookupParts, { tenant }: Turn, open: OpenGroups) {
  const told = await parts.silencesOf(tenant.id);
  if (told === undefined) return { silences: silencesKnown(open.groups, parts.clock.now()), unanswered: [] };
  return { silences: silencesTold(told), unanswered: told.unanswered };
}

async function acknowledge(
  parts: LookupParts,
  { command, tenant, language }: Turn,
  { id, open }: { readonly id: string; readonly open: OpenGroups },
): Promise<CommandAnswer> {
  if (id === '') return say({ kind: 'which_group', command: command.name }, language);
  const ids = open.groups.map(({ view }) => view.group.id);
  const [groupId, ...others] = meantBy(id, ids);
  if (groupId === undefined) return say({ kind: 'unknown_group', command: command.name, id }, language);
  if (others.length > 0) {
    const names = shortIds(ids);
    const meant = [groupId, ...others].map((each) => names.get(each) ?? '');
    return say({ kind: 'ambiguous', id, ids: meant }, language);
  }
  const { team, userId, requestId } = command;
  const text = await pressListed(parts, { kind: 'acknowledge', tenant, groupId, team, userId, requestId }, language);
  return { text };
}
