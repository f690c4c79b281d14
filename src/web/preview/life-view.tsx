import type { VNode } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import type { Frame, Life } from '../../core/preview.ts';
import { ContentMessage, Failure } from './content-message.tsx';

/** How long each step is shown while playing. */
const STEP_MS = 1_500;

/** A group's life, step by step: its message as it stands, and its thread as it grows. */
export function LifeView(props: {
  readonly life: Life;
  readonly locale: string;
  readonly width: 'phone' | 'desktop';
}): VNode {
  const { frames } = props.life;
  const [step, setStep] = useState(0);
  const at = Math.min(step, Math.max(frames.length - 1, 0));
  const frame = frames[at];
  if (frame === undefined) return <p class="empty">This group has no life to show.</p>;
  return (
    <section class={`life ${props.width}`} aria-label="The group's life">
      <TimeSlider frames={frames} at={at} onStep={setStep} />
      {frame.failure !== undefined && <Failure reason={frame.failure} />}
      <div class="life-panes">
        <section class="pane" aria-label="Message">
          <ContentMessage content={frame.message} locale={props.locale} at={frame.at} />
        </section>
        <section class="pane" aria-label="Thread">
          <h2>Thread</h2>
          {frame.thread.length === 0 && <p class="empty">No replies yet.</p>}
          {frame.thread.map((content, index) => (
            <ContentMessage key={index} content={content} locale={props.locale} at={repliedAt(frames, index)} />
          ))}
        </section>
      </div>
    </section>
  );
}

function TimeSlider(props: {
  readonly frames: readonly Frame[];
  readonly at: number;
  onStep(step: number): void;
}): VNode {
  const { frames, at, onStep } = props;
  const [isPlaying, setPlaying] = useState(false);
  const last = frames.length - 1;
  useLayoutEffect(() => {
    if (!isPlaying) return undefined;
    const timer = setTimeout(() => {
      onStep(Math.min(at + 1, last));
      if (at + 1 >= last) setPlaying(false);
    }, STEP_MS);
    return () => clearTimeout(timer);
  }, [isPlaying, at, last, onStep]);
  const play = (): void => {
    if (at >= last) onStep(0);
    setPlaying(!isPlaying);
  };
  return (
    <div class="time-slider">
      <button type="button" class="button" onClick={play} aria-label={isPlaying ? 'Pause' : 'Play'}>
        {isPlaying ? '❚❚' : '▶'}
      </button>
      <div class="track">
        <input
          type="range"
          min={0}
          max={last}
          value={at}
          aria-label="Step of the group's life"
          aria-valuetext={labelOf(frames, at)}
          onInput={(event) => onStep(event.currentTarget.valueAsNumber)}
        />
        <ol>
          {frames.map((frame, index) => (
            <li key={index}>
              <button
                type="button"
                aria-current={index === at ? 'step' : undefined}
                onClick={() => onStep(index)}
                tabIndex={-1}
              >
                {frame.name}
                <small>{sinceFirst(frames, index)}</small>
              </button>
            </li>
          ))}
        </ol>
      </div>
    </div>
  );
}

/** When the reply came: at the first step that shows it. */
function repliedAt(frames: readonly Frame[], reply: number): number {
  return frames.find(({ thread }) => thread.length > reply)?.at ?? 0;
}

function labelOf(frames: readonly Frame[], at: number): string {
  return `${frames[at]?.name}, ${sinceFirst(frames, at)}`;
}

/** "+1 h 5 min" since the group's beginning. */
function sinceFirst(frames: readonly Frame[], at: number): string {
  const minutes = Math.round(((frames[at]?.at ?? 0) - (frames[0]?.at ?? 0)) / 60_000);
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return `+${minutes} min`;
  return minutes % 60 === 0 ? `+${hours} h` : `+${hours} h ${minutes % 60} min`;
}
