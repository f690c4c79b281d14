import type { ServerResponse } from 'node:http';
import type { TemplateFault } from '../core/preview.ts';

/** Tells open pages, by server-sent events, that files have changed or that something is wrong with them. */
export class LiveChanges {
  readonly #pages = new Set<ServerResponse>();
  #faults: readonly TemplateFault[] = [];

  /** Tells a page from now on; what is wrong already it is told at once. */
  subscribe(response: ServerResponse): void {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    response.write(`: connected\n\n${this.#faults.map(faultEvent).join('')}`);
    this.#pages.add(response);
    response.on('close', () => this.#pages.delete(response));
  }

  /** Everything is drawn anew, and nothing is wrong any more. */
  changed(): void {
    this.#faults = [];
    this.#tell('event: changed\ndata: {}\n\n');
  }

  /** The files are faulty; what was drawn before stays. */
  faulty(faults: readonly TemplateFault[]): void {
    this.#faults = faults;
    this.#tell(faults.map(faultEvent).join(''));
  }

  close(): void {
    for (const page of this.#pages) page.end();
  }

  #tell(events: string): void {
    for (const page of this.#pages) page.write(events);
  }
}

function faultEvent(fault: TemplateFault): string {
  return `event: fault\ndata: ${JSON.stringify(fault)}\n\n`;
}
