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
  /** Present when they have `silence-broad` too: by its limits alone, breadth is no objection. What either allows whole, they may. */
  readonly broad?: SilenceLimits;
}

/** What stands against it, everything at once; nothing when one of the rights allows it as it is. */
export function objectionsTo(silence: ProposedSilence, { limits, broad }: SilenceRights): readonly SilenceObjection[] {
  if (!silence.matchers.some((matcher) => !matcher.matches({}))) return [{ why: 'no_condition' }];
  const narrowly = [...objectionsUnder(silence, limits), ...breadthOf(silence)];
  return broad === undefined || narrowly.length === 0 ? narrowly : objectionsUnder(silence, broad);
}

/** The longest that a silence like this may last by the rights that allow it, milliseconds; undefined: for any time. */
export function longestOf(silence: ProposedSilence, { limits, broad }: SilenceRights): number | undefined {
  const isNarrow = objectionsUnder(silence, limits).length + breadthOf(silence).length === 0;
  const isBroad = broad !== undefined && objectionsUnder(silence, broad).length === 0;
  const allowing = [...(isNarrow || broad === undefined ? [limits] : []), ...(isBroad ? [broad] : [])];
  const longest = allowing.map(({ longestMs = Number.POSITIVE_INFINITY }) => longestMs);
  const most = Math.max(...longest);
  return Number.isFinite(most) ? most : undefined;
}

/** What stands against its length and its labels by one right. */
function objectionsUnder(
  { matchers, lengthMs }: ProposedSilence,
  { longestMs, mustContain }: SilenceLimits,
): readonly SilenceObjection[] {
  const labels = mustContain.filter((label) => !namesValueOf(label, matchers));
  return [
    ...(longestMs !== undefined && lengthMs > longestMs ? [{ why: 'too_long', longestMs } as const] : []),
    ...(labels.length > 0 ? [{ why: 'lacks_label', labels } as const] : []),
  ];
}

/** What is too broad for whoever may not silence broadly. */
function breadthOf({ matchers, outside = 0 }: ProposedSilence): readonly SilenceObjection[] {
  if (matchesEverything(matchers)) return [{ why: 'matches_everything' }];
  return outside > BROAD_OUTSIDE ? [{ why: 'hits_outside', outside, most: BROAD_OUTSIDE }] : [];
}

function namesValueOf(label: string, matchers: readonly Matcher[]): boolean {
  return matchers.some(({ name, operator, value }) => name === label && operator === '=' && value !== '');
}

/** Values that nobody means: what matches all of them narrows nothing. */
const UNMEANT = ['zq-7', 'ZQ7.x/y', '7', 'Ω≈ç', 'a b'];

function matchesEverything(matchers: readonly Matcher[]): boolean {
  return matchers.every((matcher) => UNMEANT.every((value) => matcher.matches({ [matcher.name]: value })));
}
