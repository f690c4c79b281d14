/** How many answers each caller may have open at a time, in this process: what is not read yet is kept in memory. */
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Calls once the answer is over, or nobody is there to read it; at once when that is so already. */
export function whenOver(
  { socket }: Pick<IncomingMessage, 'socket'>,
  response: ServerResponse,
  call: () => void,
): void {
  if (socket.destroyed) {
    call();
    return;
  }
  const over = (): void => {
    socket.off('close', over);
    response.off('close', over);
    call();
  };
  response.on('close', over);
  // An answer that waits behind others of its connection is not told that this ended. They may be more than ten.
  socket.setMaxListeners(0).on('close', over);
}

export class OpenAnswers {
  readonly #mostOfOne: number;
  readonly #open = new Map<string, number>();

  constructor(mostOfOne: number) {
    this.#mostOfOne = mostOfOne;
  }

  /** False when the key has as many already. Else this one counts until it is over, or nobody is there to read it. */
  take(key: string, request: Pick<IncomingMessage, 'socket'>, response: ServerResponse): boolean {
    const open = this.#open.get(key) ?? 0;
    if (open >= this.#mostOfOne) return false;
    this.#open.set(key, open + 1);
    whenOver(request, response, () => this.#giveBack(key));
    return true;
  }

  #giveBack(key: string): void {
    const open = (this.#open.get(key) ?? 0) - 1;
    if (open > 0) this.#open.set(key, open);
    else this.#open.delete(key);
  }
}
