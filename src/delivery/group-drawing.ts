import { isOwnGroup } from '../core/own-groups.ts';
import type { Rendered, RenderRequest } from '../render/renderer.ts';
import type { CallStep, Drawing, Job } from './job.ts';

/** How a group is drawn. */
export function groupDrawing(job: Job): Drawing {
  const { renderer } = job.destination;
  return {
    draw: (step) => (step.kind === 'tell' ? drawNotes(job) : renderer.render(renderRequest(job, step))),
    drawPlain: (step) => (step.kind === 'tell' ? drawNotes(job) : renderer.renderPlain(renderRequest(job, step))),
    version: job.claim.version,
    urgency: 0,
  };
}

/** Plain as it is: Slack cannot refuse text sections. */
function drawNotes({ destination, view }: Job): Rendered {
  const { renderer, locale, timeZone } = destination;
  const { notes = [] } = view.group;
  return { ...renderer.renderNotes(notes, { locale, timeZone, mentions: [] }), template: 'notes' };
}

function renderRequest({ destination, view }: Job, step: CallStep): RenderRequest {
  const mentions = step.kind === 'post' && step.mention ? destination.mentionsFor(view.severity) : [];
  return {
    part: partOf(step),
    template: destination.template,
    view,
    audience: { locale: destination.locale, timeZone: destination.timeZone, mentions },
    colorBar: destination.colorBar,
    canSilence: destination.canSilence && !isOwnGroup(view.group),
  };
}

function partOf(step: CallStep): RenderRequest['part'] {
  if (step.kind !== 'reply') return 'message';
  return step.repeat ? 'reminder' : 'thread';
}
