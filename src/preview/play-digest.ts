/** Draws the summary of many groups and its thread, in the states that the steps of a life have names for. */
import type { DigestView } from '../core/digest-view.ts';
import type { GroupView } from '../core/group-view.ts';
import type { Content, Frame } from '../core/preview.ts';
import { HOUR_MS } from '../delivery/gate.ts';
import { A_REPLY } from '../delivery/summary.ts';
import type { StepName } from './fixture-file.ts';
import type { Life } from './life.ts';
import { DEFAULT_RECEIVER, type Drawing, LifePlayer, previewContent } from './play-life.ts';

/** The template that draws summaries; what it is called in `templates/`. */
export const DIGEST_TEMPLATE = 'digest';

/** In the order in which a group goes through them. */
const STATES: readonly StepName[] = ['fired', 'changed', 'reminded', 'acknowledged', 'resolved'];

/**
 * One frame for each state: the summary of all lives, each as it stands after its last step that is no further than that
 * state, as if the summary were told for the first time then: the thread lists all its groups. The period is from the
 * first step of all to the last one that was taken. With the last state the storm is over; behind it stand, named
 * `missed`, the summary of what had resolved before Slack could be reached, and that of a tenant whose quota is used up:
 * `quota`.
 */
export async function playDigest(lives: Iterable<Life>, drawing: Drawing): Promise<readonly Frame[]> {
  const all = await Promise.all([...lives].map((life) => play(life, drawing)));
  const from = Math.min(...all.flatMap((stands) => stands.map(({ at }) => at)));
  const frames: Frame[] = [];
  for (const [index, name] of STATES.entries()) {
    const isLast = index === STATES.length - 1;
    const known = isLast ? undefined : STATES.slice(0, index + 1);
    const groups = all.flatMap((stands) => stands.findLast((stand) => known?.includes(stand.name) ?? true) ?? []);
    const until = Math.max(from, ...groups.map(({ at }) => at));
    const views = groups.map(({ view }) => view);
    const over = isLast ? { overAt: until } : {};
    frames.push(draw(name, { from, until, groups: views, why: 'storm', ...over }, drawing));
    const missed = views.filter(({ state }) => state !== 'open');
    if (!isLast) continue;
    frames.push(draw('missed', { from, until, groups: missed, why: 'missed' }, drawing));
    const quota = { limit: views.length, until: until + HOUR_MS / 2 };
    frames.push(draw('quota', { from, until, groups: views, why: 'messages_quota', quota }, drawing));
  }
  return frames;
}

/** A group as it stands after a step of its life. */
interface Stand {
  readonly name: StepName;
  readonly at: number;
  readonly view: GroupView;
}

async function play(life: Life, drawing: Drawing): Promise<readonly Stand[]> {
  const player = new LifePlayer(life, drawing);
  const stands: Stand[] = [];
  for (const step of life.steps) {
    await player.take(step);
    const { view } = player;
    if (view !== undefined) stands.push({ name: step.name, at: step.at, view });
  }
  return stands;
}

function draw(
  name: string,
  digest: DigestView,
  { renderer, locale, timeZone, receiver = DEFAULT_RECEIVER, colorBar = true }: Drawing,
): Frame {
  const audience = { locale, timeZone, mentions: [] };
  const failures: string[] = [];
  const drawn = (part: 'message' | 'thread', groups: readonly GroupView[]): Content => {
    const request = { part, digest: { ...digest, groups }, receiver, audience, colorBar };
    const { content, failure } = renderer.renderDigest(request);
    if (failure !== undefined) failures.push(failure);
    return previewContent(content);
  };
  const message = drawn('message', digest.groups);
  const thread: Content[] = [];
  for (let listed = 0; listed < digest.groups.length; listed += A_REPLY) {
    thread.push(drawn('thread', digest.groups.slice(listed, listed + A_REPLY)));
  }
  const [failure] = failures;
  const frame = { name, at: digest.until, message, thread };
  return failure === undefined ? frame : { ...frame, failure };
}
