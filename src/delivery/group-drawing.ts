import type { RenderRequest } from '../render/renderer.ts';
import type { CallStep, Drawing, Job } from './job.ts';

/** How a group is drawn. */
export function groupDrawing(job: Job): Drawing {
  const { renderer } = job.destination;
  return {
    draw: (step) => renderer.render(renderRequest(job, step)),
    drawPlain: (step) => renderer.renderPlain(renderRequest(job, step)),
    version: job.claim.version,
    urgency: 0,
  };
}

function renderRequest({ destination, view }: Job, step: CallStep): RenderRequest {
  const mentions = step.kind === 'post' && step.mention ? destination.mentionsFor(view.severity) : [];
  return {
    part: partOf(step),
    template: destination.template,
    view,
    audience: { locale: destination.locale, timeZone: destination.timeZone, mentions },
    colorBar: destination.colorBar,
  };
}

function partOf(step: CallStep): RenderRequest['part'] {
  if (step.kind !== 'reply') return 'message';
  return step.repeat ? 'reminder' : 'thread';
}
