import { formatFault } from '../core/fault.ts';
import type { Releasers } from '../core/lifecycle.ts';
import { createPreviewEndpoints, type PreviewOptions } from '../preview/preview-endpoints.ts';
import { type Reading, type WatchOptions, watchRendering } from '../preview/watch-rendering.ts';
import { counted } from './command.ts';
import { startOnPort } from './sandbox.ts';

export interface PreviewServer {
  /** Where the page is. */
  readonly url: string;
}

/** Serves the page that shows previews, on this machine only, and draws anew whenever a file is saved. */
export async function startPreviewServer(
  options: Pick<WatchOptions, 'source' | 'lives'> & Pick<PreviewOptions, 'receiver'> & { readonly port: number },
  releasers: Releasers,
): Promise<PreviewServer> {
  const { source, lives, receiver, port } = options;
  const watched = await watchRendering({ source, onReading: tell, ...(lives === undefined ? {} : { lives }) });
  releasers.add('watcher', () => watched.close());
  const { current, changes } = watched;
  const preview = createPreviewEndpoints({ current, changes, ...(receiver === undefined ? {} : { receiver }) });
  const sandbox = await startOnPort({ workspaces: [], port, preview });
  releasers.add('server', () => sandbox.close());
  return { url: `${sandbox.url}/preview` };
}

function tell({ faults, rendering }: Reading): void {
  const time = new Date().toLocaleTimeString('en-GB');
  if (faults.length > 0) {
    const stays = rendering === undefined ? 'there is nothing to show yet' : 'what was drawn before stays';
    console.error(`${time} ${counted(faults.length, 'fault')}; ${stays}:`);
    for (const fault of faults) console.error(`  ${formatFault(fault)}`);
    return;
  }
  if (rendering === undefined) return;
  const { templates, locales, lives } = rendering;
  const counts = [
    counted(templates.size, 'template'),
    counted(locales.length, 'language'),
    counted(lives.size, 'fixture'),
  ];
  console.log(`${time} drawn: ${counts.join(', ')}`);
}
