import type { ServerResponse } from 'node:http';
import type { ViewOwner } from './views.ts';

/** Changes within this time are told together, so that a storm of messages does not drown the page. */
const GATHER_MS = 50;

/** Tells open pages, by server-sent events, which channels have changed, and whose modals. */
export class LiveEvents {
  readonly #pages = new Set<ServerResponse>();
  readonly #changed = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  subscribe(response: ServerResponse): void {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    response.write(': connected\n\n');
    this.#pages.add(response);
    response.on('close', () => this.#pages.delete(response));
  }

  changed(teamId: string, channel: string): void {
    if (this.#pages.size === 0) return;
    this.#add(`data: ${JSON.stringify({ teamId, channel })}\n\n`);
  }

  viewsChanged({ teamId, userId }: ViewOwner): void {
    if (this.#pages.size === 0) return;
    this.#add(`event: views\ndata: ${JSON.stringify({ teamId, userId })}\n\n`);
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const page of this.#pages) page.end();
  }

  #add(event: string): void {
    this.#changed.add(event);
    this.#timer ??= setTimeout(() => this.#tell(), GATHER_MS).unref();
  }

  #tell(): void {
    this.#timer = undefined;
    const events = [...this.#changed].join('');
    this.#changed.clear();
    for (const page of this.#pages) page.write(events);
  }
}
