/** Who may do what: roles, as a tenant's `access.yaml` gives them. */

/** What a person may need leave for. docs/access.md says what each covers. */
export const PERMISSIONS = [
  'acknowledge',
  'comment',
  'silence',
  'silence-broad',
  'escalate',
  'expire',
  'replay',
  'configure',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** What a silence must keep to. */
export interface SilenceLimits {
  /** The longest that it may last, milliseconds; any time when absent. */
  readonly longestMs?: number;
  /** Names of labels for which its matchers must give one value each, with `=`. */
  readonly mustContain: readonly string[];
}

/** A role and who has it. */
export interface AccessRole {
  readonly name: string;
  readonly permissions: ReadonlySet<Permission>;
  /** Whoever sees a message has it. */
  readonly everybody: boolean;
  /** Slack's ids of people, `U…` or `W…`. */
  readonly users: ReadonlySet<string>;
  /** Slack's ids of user groups, `S…`. */
  readonly userGroups: ReadonlySet<string>;
  /** Names of the receivers for whose groups it holds; absent: all, and what concerns no receiver. */
  readonly receivers?: ReadonlySet<string>;
  readonly limits: SilenceLimits;
}

/** Why somebody may not. */
export interface Denial {
  /** Names of the roles that would allow it, in the order of the configuration; none where no role does. */
  readonly roles: readonly string[];
  /** Whom to ask, as Slack's mentions. */
  readonly ask: readonly string[];
  /** Slack did not tell who is in a user group that could have allowed it. */
  readonly unsure?: true;
}

/** A tenant's roles, in the order in which people are told of them. */
export interface Access {
  readonly roles: readonly AccessRole[];
  /** Whom to ask for a role, as Slack's mentions; may be empty. */
  readonly ask: readonly string[];
}
