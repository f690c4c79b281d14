/** A tenant's active silences as people look them up. Pure. */

import type { ListedGroup, ListedSilence } from '../core/listing.ts';
import { typedName } from '../core/typed-name.ts';
import type { Matcher, SilencesHeard } from './alertmanagers.ts';

/** As the tenant's Alertmanagers tell them; those that end first, first. */
export function silencesTold({ silences }: SilencesHeard): readonly ListedSilence[] {
  return silences
    .filter(({ state }) => state === 'active')
    .map(({ comment, createdBy, endsAt, matchers, origin, url }) => ({
      comment,
      by: origin?.by ?? typedName(createdBy),
      endsAt,
      matchers: matchers.map(matcherText),
      url,
    }))
    .sort(endingFirst);
}

/** What open groups know of silences that hide alerts of theirs, each silence once: for tenants without an Alertmanager's address. */
export function silencesKnown(groups: readonly ListedGroup[], now: number): readonly ListedSilence[] {
  const known = new Map<string, ListedSilence>();
  for (const { view } of groups) {
    for (const { id, alertmanager, startsAt, endsAt, comment, createdBy, by } of view.group.silences ?? []) {
      if (startsAt > now || endsAt <= now) continue;
      known.set(`${alertmanager}\0${id}`, { comment, by: by ?? typedName(createdBy), endsAt, matchers: [] });
    }
  }
  return [...known.values()].sort(endingFirst);
}

function endingFirst(left: ListedSilence, right: ListedSilence): number {
  return left.endsAt - right.endsAt;
}

/** As Alertmanager writes it. */
function matcherText({ name, value, isRegex, isEqual }: Matcher): string {
  const operator = isRegex ? (isEqual ? '=~' : '!~') : isEqual ? '=' : '!=';
  return `${name}${operator}${JSON.stringify(value)}`;
}
