/** A process that draws previews for the relay that started it: `drawing-main.js <pid of the relay> <source as JSON>`. */
import { constants, setPriority } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type DrawingBoard, type DrawingSource, openDrawingBoard } from './drawing-board.ts';
import type { DrawingAnswer, DrawingTask } from './drawing-tasks.ts';

const [relay = '', source = ''] = process.argv.slice(2);

// Whatever else runs on the machine goes first, the relay above all.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
// A template may keep this thread from noticing that nobody waits any more.
new Worker(new URL('./end-with-relay.js', import.meta.url), { workerData: Number(relay) }).unref();
process.on('disconnect', () => process.exit());

async function answerTo(board: DrawingBoard, task: DrawingTask): Promise<DrawingAnswer> {
  try {
    return task.kind === 'catalog'
      ? { catalog: board.catalog(task.tenantId) }
      : { preview: await board.draw(task.draft) };
  } catch (error) {
    return { failed: error instanceof Error ? error.message : 'unknown failure' };
  }
}

const board = await openDrawingBoard(JSON.parse(source) as DrawingSource);
process.on('message', async (task: DrawingTask) => process.send?.(await answerTo(board, task)));
process.send?.('ready');
