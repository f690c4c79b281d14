import { Cluster, type Redis } from 'ioredis';

/**
 * Has what is sent to Redis within one turn of the event loop written at once, in its order; call it before each command.
 * Under load that is a system call and a packet for several commands, here and in Redis, which also answers and makes
 * durable (`appendfsync always`) together what it reads together. What is sent alone goes out in the same turn, too.
 * `beforeWriting` may send more.
 */
export function createWriteTogether(client: Redis | Cluster, beforeWriting: () => void): () => void {
  let isHeld = false;
  return () => {
    if (isHeld) return;
    isHeld = true;
    const streams = streamsOf(client);
    for (const stream of streams) stream.cork();
    setImmediate(() => {
      isHeld = false;
      beforeWriting();
      for (const stream of streams) stream.uncork();
    });
  };
}

/** Of the connections that there are now; one that is made meanwhile writes each command by itself. */
function streamsOf(client: Redis | Cluster): readonly Redis['stream'][] {
  const nodes = client instanceof Cluster ? client.nodes() : [client];
  return nodes.filter(({ status }) => status === 'ready').map(({ stream }) => stream);
}
