import type { ServerResponse } from 'node:http';

/** Changes within this time are told together, so that a storm of messages does not drown the page. */
const GATHER_MS = 50;

/** Tells open pages, by server-sent events, which channels have changed. */
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
    this.#changed.add(JSON.stringify({ teamId, channel }));
    this.#timer ??= setTimeout(() => this.#tell(), GATHER_MS).unref();
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const page of this.#pages) page.end();
  }

  #tell(): void {
    this.#timer = undefined;
    const events = [...this.#changed].map((data) => `data: ${data}\n\n`).join('');
    this.#changed.clear();
    for (const page of this.#pages) page.write(events);
  }
}
