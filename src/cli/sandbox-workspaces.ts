import type { SandboxChannel, SandboxUser, SandboxWorkspace } from '../sandbox/options.ts';
import type { Tenant, TenantReceiver, TenantSet } from '../tenants/tenant.ts';

/** People to click as: one for each language that messages come in. */
const PEOPLE: readonly (SandboxUser & { readonly realName: string })[] = [
  { id: 'U0ALEX', name: 'alex', realName: 'Alex', locale: 'en-US', tz: 'America/New_York' },
  { id: 'U0MARIA', name: 'maria', realName: 'Maria', locale: 'de-DE', tz: 'Europe/Berlin' },
  { id: 'U0CAMILLE', name: 'camille', realName: 'Camille', locale: 'fr-FR', tz: 'Europe/Paris' },
  { id: 'U0LUCIA', name: 'lucia', realName: 'Lucía', locale: 'es-ES', tz: 'Europe/Madrid' },
  { id: 'U0GIULIA', name: 'giulia', realName: 'Giulia', locale: 'it-IT', tz: 'Europe/Rome' },
];

/**
 * The Slack workspaces that the tenants' files name, with their tokens, and with the channels of their receivers and the
 * user groups of their receivers and roles. Tenants of one workspace share it. The app is a member of every channel.
 */
export function workspacesOf(tenants: TenantSet): readonly SandboxWorkspace[] {
  const teams = new Set(tenants.all().flatMap(({ slack }) => (slack.install === 'token' ? slack.teamId : [])));
  return [...teams].map((teamId) => workspaceOf(teamId, tenants.byTeam(teamId)));
}

function workspaceOf(teamId: string, tenants: readonly Tenant[]): SandboxWorkspace {
  const receivers = tenants.flatMap((tenant) => [...tenant.receivers.values()]);
  const users = speakersFirst(tenants[0]?.locale ?? 'en');
  const called = userGroupsOf(receivers);
  return {
    teamId,
    name: tenants.map(({ name }) => name).join(', '),
    domain: teamId.toLowerCase(),
    tokens: [...tokensOf(tenants)].map((token) => ({ token })),
    channels: channelsOf(receivers),
    users,
    userGroups: [...called, ...roleGroupsOf(tenants, { called, users })],
  };
}

function tokensOf(tenants: readonly Tenant[]): ReadonlySet<string> {
  return new Set(tenants.flatMap(({ slack }) => (slack.install === 'token' ? slack.botToken.reveal() : [])));
}

/** People of the workspace's own language first: the page clicks as the first of them. */
function speakersFirst(locale: string): SandboxUser[] {
  const language = locale.split('-')[0] ?? locale;
  const isSpeaker = (user: SandboxUser): boolean => user.locale.startsWith(language);
  return [...PEOPLE.filter(isSpeaker), ...PEOPLE.filter((user) => !isSpeaker(user))];
}

/** A channel that is known by its id is called after its first receiver, and one known by its name gets an id. */
function channelsOf(tenantReceivers: readonly TenantReceiver[]): SandboxChannel[] {
  const receivers = tenantReceivers.flatMap(withFallback);
  const byId = new Map<string, SandboxChannel>();
  const names = new Set(receivers.flatMap(({ channel }) => (channel.startsWith('#') ? [channel.slice(1)] : [])));
  for (const { channel } of receivers.filter((each) => each.channel.startsWith('#'))) {
    const name = channel.slice(1);
    const id = `C0${name.toUpperCase().replace(/[^A-Z0-9]/g, '') || 'NAMED'}`;
    if ([...byId.values()].every((known) => known.name !== name)) add(byId, freeId(id, receivers, byId), name);
  }
  for (const { channel, name } of receivers.filter((each) => !each.channel.startsWith('#'))) {
    if (byId.has(channel)) continue;
    const called = name.toLowerCase().replace(/[^a-z0-9_-]+/g, '-');
    const isTaken = names.has(called);
    add(byId, channel, isTaken ? `${called}-${channel.toLowerCase()}` : called);
    names.add(called);
  }
  return [...byId.values()];
}

interface Named {
  readonly channel: string;
  readonly name: string;
}

function withFallback({ channel, name, fallbackChannel }: TenantReceiver): readonly Named[] {
  const own = { channel, name };
  return fallbackChannel === undefined ? [own] : [own, { channel: fallbackChannel, name: `${name}-fallback` }];
}

function add(byId: Map<string, SandboxChannel>, id: string, name: string): void {
  byId.set(id, { id, name, isPrivate: id.startsWith('G'), isArchived: false, isMember: true });
}

/** An id that no receiver names and no channel has. */
function freeId(wanted: string, receivers: readonly Named[], byId: ReadonlyMap<string, unknown>): string {
  const taken = new Set<string>([...receivers.map(({ channel }) => channel), ...byId.keys()]);
  let id = wanted;
  for (let count = 2; taken.has(id); count += 1) id = `${wanted}${count}`;
  return id;
}

/** The groups that receivers call, `<!subteam^S0ONCALL>`, with everybody in them. */
function userGroupsOf(receivers: readonly TenantReceiver[]) {
  const mentions = receivers.flatMap((receiver) => Object.values(receiver.mentions).flat());
  const ids = mentions.flatMap((mention) => /^<!subteam\^(S[A-Z0-9]+)/.exec(mention)?.[1] ?? []);
  return [...new Set(ids)].map((id) => userGroup(id, PEOPLE));
}

/** The groups that only roles name, with one person in them: so one can see who may, and who may not. */
function roleGroupsOf(
  tenants: readonly Tenant[],
  { called, users }: { readonly called: readonly { readonly id: string }[]; readonly users: readonly SandboxUser[] },
) {
  const ids = tenants.flatMap(({ access }) => access.roles.flatMap((role) => [...role.userGroups]));
  const isCalled = (id: string) => called.some((group) => group.id === id);
  return [...new Set(ids)].filter((id) => !isCalled(id)).map((id) => userGroup(id, users.slice(0, 1)));
}

function userGroup(id: string, members: readonly SandboxUser[]) {
  const handle = id.replace(/^S0?/, '').toLowerCase() || id.toLowerCase();
  return { id, handle, users: members.map((person) => person.id) };
}
