/** Draws the summary of many groups, in the states that the steps of a life have names for. */
import type { GroupView } from '../core/group-view.ts';
import type { Frame } from '../core/preview.ts';
import { StepName } from './fixture-file.ts';
import type { Life } from './life.ts';
import { DEFAULT_RECEIVER, type Drawing, LifePlayer, previewContent } from './play-life.ts';

/** The template that draws summaries; what it is called in `templates/`. */
export const DIGEST_TEMPLATE = 'digest';

/** In the order in which a group goes through them. */
const STATES: readonly StepName[] = StepName.options;

/**
 * One frame for each state: the summary of all lives, each as it stands after its last step that is no further than that
 * state. The period is from the first step of all to the last one that was taken.
 */
export async function playDigest(lives: Iterable<Life>, drawing: Drawing): Promise<readonly Frame[]> {
  const all = [...lives];
  const from = Math.min(...all.flatMap(({ steps }) => steps.map(({ at }) => at)));
  const frames: Frame[] = [];
  for (const [index, name] of STATES.entries()) {
    const known = STATES.slice(0, index + 1);
    const standing = await Promise.all(all.map((life) => stand(life, known, drawing)));
    const groups = standing.flatMap((each) => each ?? []);
    const until = Math.max(from, ...groups.map(({ at }) => at));
    frames.push(draw({ name, from, until, groups: groups.map(({ view }) => view) }, drawing));
  }
  return frames;
}

interface Standing {
  readonly at: number;
  readonly view: GroupView;
}

/** The group after its last step of these states; undefined when it has none. */
async function stand({ steps }: Life, states: readonly StepName[], drawing: Drawing): Promise<Standing | undefined> {
  const last = steps.findLastIndex(({ name }) => states.includes(name));
  const player = new LifePlayer(drawing);
  for (const step of steps.slice(0, last + 1)) await player.take(step);
  const { view } = player;
  const at = steps[last]?.at;
  return view === undefined || at === undefined ? undefined : { at, view };
}

function draw(
  digest: {
    readonly name: string;
    readonly from: number;
    readonly until: number;
    readonly groups: readonly GroupView[];
  },
  { renderer, locale, timeZone, receiver = DEFAULT_RECEIVER, colorBar = true }: Drawing,
): Frame {
  const audience = { locale, timeZone, mentions: [] };
  const { content, failure } = renderer.renderDigest({ digest, receiver, audience, colorBar });
  const frame = { name: digest.name, at: digest.until, message: previewContent(content), thread: [] };
  return failure === undefined ? frame : { ...frame, failure };
}
