/**
 * What an Alertmanager that tenants share lets one of them see and silence: its entry's `only`, matchers that go with every
 * question and into every silence. Pure.
 */
import type { LabelSet } from '../core/alert.ts';
import type { Matcher } from '../routing/matcher.ts';
import type { Matcher as ApiMatcher } from './alertmanagers.ts';
import { toApi } from './silence-matchers.ts';

/** Whether matchers reach nothing beyond `only`: each of it stands among them, or one value that it allows is demanded. */
export function isWithinOnly(matchers: readonly ApiMatcher[], only: readonly Matcher[]): boolean {
  return missingOf(matchers, only).length === 0;
}

/** The matchers, and what of `only` they do not imply. */
export function withOnly(matchers: readonly ApiMatcher[], only: readonly Matcher[]): readonly ApiMatcher[] {
  return [...matchers, ...missingOf(matchers, only).map(toApi)];
}

/** What of `only` the matchers do not imply. */
export function missingOf(matchers: readonly ApiMatcher[], only: readonly Matcher[]): readonly Matcher[] {
  return only.filter((wanted) => !matchers.some((matcher) => implies(matcher, wanted)));
}

function implies(matcher: ApiMatcher, wanted: Matcher): boolean {
  if (matcher.name !== wanted.name) return false;
  const { value, isRegex, isEqual } = toApi(wanted);
  const isSame = matcher.value === value && matcher.isRegex === isRegex && matcher.isEqual === isEqual;
  const isOneValue = matcher.isEqual && !matcher.isRegex;
  return isSame || (isOneValue && wanted.matches({ [wanted.name]: matcher.value }));
}

/** Whether one of several Alertmanagers, by its `only`, would tell of an alert with these labels. */
export function isSeenBySome(labels: LabelSet, onlys: readonly (readonly Matcher[])[]): boolean {
  return onlys.some((only) => only.every((matcher) => matcher.matches(labels)));
}
