import type { Socket } from 'node:net';

/**
 * Breaks a connection with a reset. One whose other end has left already is only closed: Node cannot reset it while its
 * own end is on its way out, and would never be done with it (the process then hangs when it is to end).
 */
export function resetSocket(socket: Socket | null): void {
  if (socket === null || socket.destroyed) return;
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}
