/** Keeps a rendering in step with its files: whatever is saved is read anew; what is faulty leaves the last good one. */
import { watch } from 'chokidar';
import type { Fault } from '../core/fault.ts';
import type { Life } from './life.ts';
import { LiveChanges } from './live-changes.ts';
import { loadRendering, type Rendering, type RenderingSource } from './load-rendering.ts';

/** Editors write a file in several steps; what happens within this time is one change. */
const GATHER_MS = 80;

/** What a reading of the files came to. */
export interface Reading {
  readonly faults: readonly Fault[];
  /** What is drawn with from now on; absent while there has never been anything that could be. */
  readonly rendering: Rendering | undefined;
}

export interface WatchedRendering {
  readonly current: () => Rendering | undefined;
  readonly changes: LiveChanges;
  close(): Promise<void>;
}

export interface WatchOptions {
  readonly source: RenderingSource;
  /** These are drawn instead of the fixtures that lie in the folders. */
  readonly lives?: ReadonlyMap<string, Life>;
  /** Told of every reading, the first included. */
  readonly onReading: (reading: Reading) => void;
}

/** Reads the files, then watches them. The first reading is told before it resolves. */
export async function watchRendering({ source, lives, onReading }: WatchOptions): Promise<WatchedRendering> {
  const changes = new LiveChanges();
  let good: Rendering | undefined;
  let readings: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  const read = async (): Promise<void> => {
    const { rendering, faults } = await loadRendering(source);
    const usable = rendering === undefined || lives === undefined ? rendering : { ...rendering, lives };
    if (faults.length === 0) good = usable;
    // At the start something that draws most is better than nothing; later the last good one is.
    else good ??= usable;
    if (faults.length === 0) changes.changed();
    else changes.faulty(faults.map(placed));
    onReading({ faults, rendering: good });
  };
  const readSoon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      readings = readings.then(read);
    }, GATHER_MS);
  };

  await read();
  const own = source.tenant === undefined ? [] : [source.tenant.folder];
  const watcher = watch([source.templatesDir, source.localesDir, ...own], { ignoreInitial: true });
  watcher.on('all', readSoon);
  watcher.on('error', (error) => {
    const reason = `changes can no longer be noticed: ${error instanceof Error ? error.message : String(error)}`;
    onReading({ faults: [{ file: source.templatesDir, path: '', reason, hint: 'start it again' }], rendering: good });
  });
  await new Promise<void>((resolve) => {
    watcher.once('ready', () => resolve());
  });
  return {
    current: () => good,
    changes,
    close: async () => {
      clearTimeout(timer);
      await watcher.close();
      await readings;
      changes.close();
    },
  };
}

/** A fault without a place is shown at the file's beginning. */
function placed({ file, path, line = 1, column = 1, reason, hint }: Fault) {
  const where = path === '' ? reason : `${path}: ${reason}`;
  return { file, line, column, reason: hint === undefined ? where : `${where}; ${hint}` };
}
