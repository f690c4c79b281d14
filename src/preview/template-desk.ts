/** Where templates are tried out: in processes of their own, so that no template holds up or ends the relay. */
import { join } from 'node:path';
import type { DeskTrouble, TemplateDesk } from '../admin/template-endpoints.ts';
import { PACKAGE_DIR } from '../config/package-dir.ts';
import { TocsinError } from '../core/errors.ts';
import type { TenantId } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import type { DrawingSource } from './drawing-board.ts';
import { DrawingQueue } from './drawing-queue.ts';
import type { DrawingAnswer, DrawingTask } from './drawing-tasks.ts';

/**
 * Ours. A usual template takes some 50 ms in all languages, the worst that was found 15 s and 800 MB (ADR 28); a process takes
 * some 100 MB of memory, half a second to start, and a core while it draws.
 */
const LIMITS = {
  taskMs: 5_000,
  heapMb: 128,
  startMs: 30_000,
  atOnce: 2,
  waitingOfOne: 4,
  waiting: 64,
  idleMs: 60_000,
} as const;

const LESS = 'put fewer {{#each}} into one another, and less text into them';

export interface OpenTemplateDesk extends TemplateDesk {
  close(): Promise<void>;
}

export function createTemplateDesk(source: DrawingSource, logger: Logger): OpenTemplateDesk {
  const queue = new DrawingQueue<DrawingTask, DrawingAnswer>({
    ...LIMITS,
    // As built, also where the relay is run from its source: a process of Node's own reads no TypeScript.
    script: join(PACKAGE_DIR, 'dist', 'preview', 'drawing-main.js'),
    args: [JSON.stringify(source)],
  });
  const ask = async (
    tenant: TenantId,
    { caller, signal, task }: { readonly caller: string; readonly signal: AbortSignal; readonly task: DrawingTask },
  ): Promise<Exclude<DrawingAnswer, { readonly failed: string }> | DeskTrouble> => {
    const outcome = await queue.run(caller, task, signal);
    const isOver = outcome.kind === 'late' || outcome.kind === 'too_large';
    if (isOver) logger.info({ tenant, outcome: outcome.kind }, 'the drawing of a template was ended');
    switch (outcome.kind) {
      case 'answered':
        if ('failed' in outcome.answer) throw new TocsinError('template_failed', outcome.answer.failed);
        return outcome.answer;
      case 'late':
        return { problem: `the template took longer than ${LIMITS.taskMs / 1_000} s: ${LESS}` };
      case 'too_large':
        return { problem: `the template took more than ${LIMITS.heapMb} MiB of memory: ${LESS}` };
      case 'failed':
        throw new TocsinError('template_failed', `the process that draws templates: ${outcome.detail}`);
      case 'busy':
      case 'left':
        return { isBusy: true };
      default:
        return outcome satisfies never;
    }
  };
  return {
    async catalog({ tenant, caller, signal }) {
      const answer = await ask(tenant.id, { caller, signal, task: { kind: 'catalog', tenantId: tenant.id } });
      return 'catalog' in answer ? answer.catalog : troubleIn(answer);
    },
    async draw({ tenant, caller, signal, source: text, subject, locales }) {
      const draft = { tenantId: tenant.id, timeZone: tenant.timeZone, source: text, subject, locales };
      const answer = await ask(tenant.id, { caller, signal, task: { kind: 'draw', draft } });
      return 'preview' in answer ? answer.preview : troubleIn(answer);
    },
    close: () => queue.close(),
  };
}

function troubleIn(answer: DrawingAnswer | DeskTrouble): DeskTrouble {
  if ('problem' in answer || 'isBusy' in answer) return answer;
  throw new TocsinError('template_failed', 'the process that draws templates answered something else');
}
