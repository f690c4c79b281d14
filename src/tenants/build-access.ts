/** A tenant's roles, out of its `access.yaml` and what is built in. */
import { type Access, type AccessRole, PERMISSIONS, type Permission } from '../core/access.ts';
import type { AccessFile, BUILT_IN_ROLES } from './access-file.ts';

type RoleFile = AccessFile['roles'][number];

/** What the roles that are built in allow; docs/access.md tells people. In the order in which a person rises. */
const BUILT_IN: Readonly<Record<(typeof BUILT_IN_ROLES)[number], readonly Permission[]>> = {
  viewer: ['acknowledge', 'comment'],
  responder: ['acknowledge', 'comment', 'silence', 'escalate', 'expire'],
  manager: PERMISSIONS,
};

/** Everybody who sees a message has it. */
export const EVERYBODYS_ROLE = 'viewer';

/** More names than these nobody reads; ours. */
const MAX_ASKED = 5;

/** The permissions of a role that is built in; of any other none. */
export function builtInPermissions(name: string): readonly Permission[] | undefined {
  return Object.entries(BUILT_IN).find(([builtIn]) => builtIn === name)?.[1];
}

/** The roles that are built in, redefined or not, then the tenant's own. Without a file: nobody has more than `viewer`. */
export function buildAccess(file: AccessFile | undefined): Access {
  const written = file?.roles ?? [];
  const builtIn = Object.keys(BUILT_IN).map((name) => written.find((role) => role.name === name) ?? emptyRole(name));
  const own = written.filter(({ name }) => builtInPermissions(name) === undefined);
  const roles = [...builtIn, ...own].map(roleOf);
  return { roles, ask: file?.ask ?? thoseWhoConfigure(roles) };
}

function emptyRole(name: string): RoleFile {
  return { name, users: [], user_groups: [], silence_must_contain: [] };
}

function roleOf(file: RoleFile): AccessRole {
  return {
    name: file.name,
    permissions: new Set(file.permissions ?? builtInPermissions(file.name)),
    everybody: file.name === EVERYBODYS_ROLE,
    users: new Set(file.users),
    userGroups: new Set(file.user_groups),
    ...(file.receivers === undefined ? {} : { receivers: new Set(file.receivers) }),
    limits: {
      mustContain: file.silence_must_contain,
      ...(file.longest_silence === undefined ? {} : { longestMs: file.longest_silence }),
    },
  };
}

/** Groups before people: somebody of a group is there. */
function thoseWhoConfigure(roles: readonly AccessRole[]): readonly string[] {
  const those = roles.filter(({ permissions }) => permissions.has('configure'));
  const groups = those.flatMap(({ userGroups }) => [...userGroups].map((id) => `<!subteam^${id}>`));
  const people = those.flatMap(({ users }) => [...users].map((id) => `<@${id}>`));
  return [...new Set([...groups, ...people])].slice(0, MAX_ASKED);
}
