/**
 * What Tocsin keeps with the silences that it makes: a text in the silence's annotations, and the same at the end of its
 * comment for Alertmanagers before 0.32, which have no annotations.
 */
import type { SilenceOrigin } from '../actions/alertmanagers.ts';
import { isGroupId } from '../core/ids.ts';

/** The annotation's name. */
export const ORIGIN_ANNOTATION = 'tocsin';

/** What came to be known later stands before the rest, where versions that do not know it take it for a part of the comment. */
const MARK =
  /\s*(?:\[tocsin( uncommented)?(?: no-later-than=(\d{4}-\d\d-\d\dT[\d:.]{8,12}Z))?\] )?\[tocsin request=([\w-]{1,64}) group=([0-9a-f]{36}) by=(\w{1,40})( while-firing)?\]$/;

export function originMark({ requestId, group, by, whileFiring, ...more }: SilenceOrigin): string {
  const { isUncommented, latestEndsAt } = more;
  const uncommented = isUncommented ? ' uncommented' : '';
  const limit = latestEndsAt === undefined ? '' : ` no-later-than=${new Date(latestEndsAt).toISOString()}`;
  const later = uncommented + limit === '' ? '' : `[tocsin${uncommented}${limit}] `;
  return `${later}[tocsin request=${requestId} group=${group} by=${by}${whileFiring ? ' while-firing' : ''}]`;
}

/** What the text ends with; undefined when Tocsin did not make the silence. */
export function readOrigin(text: string): SilenceOrigin | undefined {
  const [, uncommented, limit, requestId, group, by, whileFiring] = MARK.exec(text) ?? [];
  if (requestId === undefined || group === undefined || by === undefined || !isGroupId(group)) return undefined;
  const latestEndsAt = Date.parse(limit ?? '');
  return {
    ...{ requestId, group, by, whileFiring: whileFiring !== undefined },
    ...(uncommented === undefined ? {} : { isUncommented: true }),
    ...(Number.isNaN(latestEndsAt) ? {} : { latestEndsAt }),
  };
}

/** The text with another latest end in its mark; as it is where Tocsin extends no such silence. */
export function withLatestEnd(text: string, latestEndsAt: number | undefined): string {
  const origin = readOrigin(text);
  if (origin?.whileFiring !== true) return text;
  const { latestEndsAt: _before, ...rest } = origin;
  const mark = originMark(latestEndsAt === undefined ? rest : { ...rest, latestEndsAt });
  return `${withoutMark(text)} ${mark}`.trimStart();
}

/** The comment as people wrote it. */
export function withoutMark(comment: string): string {
  return comment.replace(MARK, '');
}
