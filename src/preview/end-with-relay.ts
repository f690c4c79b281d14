/** A thread that ends its process once the relay is gone that started it: nobody else would. */
import { workerData } from 'node:worker_threads';

/** Ours: so long a drawing may go on that nobody will see. */
const LOOK_MS = 1_000;

setInterval(() => {
  if (process.ppid !== workerData) process.kill(process.pid, 'SIGKILL');
}, LOOK_MS);
