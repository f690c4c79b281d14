/**
 * What a process does for the others that share its store. Every role may be had by any number of processes.
 *
 * `ingest` takes webhooks and stores them. `deliver` brings what is due to Slack. `console` takes what people do: their
 * clicks in Slack. Health, readiness, metrics and reload are served by every process.
 */
export const ROLES = ['ingest', 'deliver', 'console'] as const;
export type Role = (typeof ROLES)[number];

/** Never empty. */
export type Roles = ReadonlySet<Role>;

/** What of the text, such as `ingest,deliver`, names no role; a text without names counts as one. */
export function unknownRoles(text: string): readonly string[] {
  return namesIn(text).filter((name) => !ROLES.some((role) => role === name));
}

/** The roles that the text names; those that it does not know are left out, see {@link unknownRoles}. */
export function rolesIn(text: string): Roles {
  const names = namesIn(text);
  return new Set(ROLES.filter((role) => names.includes(role)));
}

function namesIn(text: string): readonly string[] {
  return text.split(',').map((name) => name.trim());
}
