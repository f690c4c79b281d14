/** Whether a silence is within what a person may do. Pure. */
import type { SilenceLimits } from '../core/access.ts';
import type { Matcher } from '../routing/matcher.ts';

/**
 * More alerts than this outside the message make a silence broad. Ours: the alerts of a service that fails as a whole
 * are about so many; what hits more is a choice about other people's alerts.
 */
export const BROAD_OUTSIDE = 10;

export type SilenceObjection =
  /** At least one matcher must not match the empty string: Alertmanager's own rule, which nobody is above. */
  | { readonly why: 'no_condition' }
  | { readonly why: 'too_long'; readonly longestMs: number }
  /** Labels that an `=` matcher must name; those that are missing. */
  | { readonly why: 'lacks_label'; readonly labels: readonly string[] }
  /** No matcher narrows it: it would hit about every alert. */
  | { readonly why: 'matches_everything' }
  | { readonly why: 'hits_outside'; readonly outside: number; readonly most: number };

export interface ProposedSilence {
  readonly matchers: readonly Matcher[];
  readonly lengthMs: number;
  /** Alerts that it hits now and that the message does not show; absent while that is not known. */
  readonly outside?: number;
}

/** What the person may do to alerts of the receiver. */
export interface SilenceRights {
  readonly limits: SilenceLimits;
  /** Present when they have `silence-broad` too; then its limits hold, and breadth is no objection. */
  readonly broad?: SilenceLimits;
}

/** What stands against it, everything at once; nothing when it may be made. */
export function objectionsTo(silence: ProposedSilence, rights: SilenceRights): readonly SilenceObjection[] {
  const { matchers, lengthMs } = silence;
  if (!matchers.some((matcher) => !matcher.matches({}))) return [{ why: 'no_condition' }];
  return [...objectionsToLength(lengthMs, rights), ...breadthOf(silence, rights)];
}

/** The longest that they may silence for, milliseconds; undefined: for any time. */
export function longestOf({ limits, broad }: SilenceRights): number | undefined {
  return (broad === undefined ? limits : wider(limits, broad)).longestMs;
}

/** What stands against a length alone. */
export function objectionsToLength(
  lengthMs: number,
  rights: SilenceRights,
): readonly Extract<SilenceObjection, { why: 'too_long' }>[] {
  const longestMs = longestOf(rights);
  return longestMs !== undefined && lengthMs > longestMs ? [{ why: 'too_long', longestMs }] : [];
}

function breadthOf(
  { matchers, outside = 0 }: ProposedSilence,
  { limits, broad }: SilenceRights,
): readonly SilenceObjection[] {
  const demanded = broad === undefined ? limits.mustContain : wider(limits, broad).mustContain;
  const labels = demanded.filter((label) => !namesValueOf(label, matchers));
  const lacking: readonly SilenceObjection[] = labels.length > 0 ? [{ why: 'lacks_label', labels }] : [];
  if (broad !== undefined) return lacking;
  if (matchesEverything(matchers)) return [...lacking, { why: 'matches_everything' }];
  return outside > BROAD_OUTSIDE ? [...lacking, { why: 'hits_outside', outside, most: BROAD_OUTSIDE }] : lacking;
}

/** Who has both may do what either allows. */
function wider(one: SilenceLimits, other: SilenceLimits): SilenceLimits {
  const mustContain = one.mustContain.filter((label) => other.mustContain.includes(label));
  if (one.longestMs === undefined || other.longestMs === undefined) return { mustContain };
  return { longestMs: Math.max(one.longestMs, other.longestMs), mustContain };
}

function namesValueOf(label: string, matchers: readonly Matcher[]): boolean {
  return matchers.some(({ name, operator, value }) => name === label && operator === '=' && value !== '');
}

/** Values that nobody means: what matches all of them narrows nothing. */
const UNMEANT = ['zq-7', 'ZQ7.x/y', '7', 'Ω≈ç', 'a b'];

function matchesEverything(matchers: readonly Matcher[]): boolean {
  return matchers.every((matcher) => UNMEANT.every((value) => matcher.matches({ [matcher.name]: value })));
}
