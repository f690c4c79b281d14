/**
 * What Tocsin keeps with the silences that it makes: a text in the silence's annotations, and the same at the end of its
 * comment for Alertmanagers before 0.32, which have no annotations.
 */
import type { SilenceOrigin } from '../actions/alertmanagers.ts';
import { isGroupId } from '../core/ids.ts';

/** The annotation's name. */
export const ORIGIN_ANNOTATION = 'tocsin';

const MARK = /\s*\[tocsin request=([\w-]{1,64}) group=([0-9a-f]{36}) by=(\w{1,40})( while-firing)?\]$/;

export function originMark({ requestId, group, by, whileFiring }: SilenceOrigin): string {
  return `[tocsin request=${requestId} group=${group} by=${by}${whileFiring ? ' while-firing' : ''}]`;
}

/** What the text ends with; undefined when Tocsin did not make the silence. */
export function readOrigin(text: string): SilenceOrigin | undefined {
  const [, requestId, group, by, whileFiring] = MARK.exec(text) ?? [];
  if (requestId === undefined || group === undefined || by === undefined || !isGroupId(group)) return undefined;
  return { requestId, group, by, whileFiring: whileFiring !== undefined };
}

/** The comment as people wrote it. */
export function withoutMark(comment: string): string {
  return comment.replace(MARK, '');
}
