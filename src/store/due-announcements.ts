import { Cluster, type Redis } from 'ioredis';
import { isTenantId, type TenantId } from '../core/ids.ts';

/**
 * Tenants announced within this time after the last ones are handed out together, milliseconds: however many processes
 * announce, a listener looks at a tenant no more than forty times a second.
 */
const GATHER_MS = 25;

/** A half-open connection is found out after about so long, milliseconds; until then the sweep finds the work. */
const KEEP_ALIVE_MS = 10_000;

/** What is published: who announces, then the tenants. Neither contains a space. */
export function announcementOf(self: string, tenantIds: readonly TenantId[]): string {
  return [self, ...tenantIds].join(' ');
}

/**
 * Calls back with the tenants that others than `self` announce on the channel. Reconnects by itself; what is announced
 * meanwhile is lost. `onDeaf` is told when Redis refuses to let it listen. Returns how to stop.
 */
export function watchAnnouncements(options: {
  readonly client: Redis | Cluster;
  readonly channel: string;
  readonly self: string;
  readonly onDue: (tenantIds: readonly TenantId[]) => void;
  readonly onDeaf: (error: unknown) => void;
}): () => void {
  const { client, channel, self, onDeaf } = options;
  const gathered = gather(options.onDue);
  const subscriber = client instanceof Cluster ? client : listener(client);
  const subscribe = (): void => {
    subscriber.subscribe(channel).catch(onDeaf);
  };
  const take = (from: string, message: string): void => {
    const [sender, ...names] = message.split(' ');
    if (from === channel && sender !== self) gathered.add(names.filter(isTenantId));
  };
  // A cluster finds another node to listen to by itself; this is for when it had none at all.
  subscriber.on('ready', subscribe);
  subscriber.on('message', take);
  if (subscriber.status === 'ready') subscribe();
  return () => {
    subscriber.off('ready', subscribe);
    subscriber.off('message', take);
    if (subscriber !== client) subscriber.disconnect();
    gathered.stop();
  };
}

/** A connection that listens cannot be used for anything else. */
function listener(client: Redis): Redis {
  const connection = client.duplicate({ autoResubscribe: false, keepAlive: KEEP_ALIVE_MS });
  // The first client tells of the same trouble.
  connection.on('error', () => undefined);
  return connection;
}

/** Hands tenants out at once when it was quiet before, else together when {@link GATHER_MS} are over. */
function gather(onDue: (tenantIds: readonly TenantId[]) => void) {
  const waiting = new Set<TenantId>();
  let timer: NodeJS.Timeout | undefined;
  const handOut = (): void => {
    timer = undefined;
    if (waiting.size === 0) return;
    const tenantIds = [...waiting];
    waiting.clear();
    timer = setTimeout(handOut, GATHER_MS);
    onDue(tenantIds);
  };
  return {
    add(tenantIds: readonly TenantId[]): void {
      for (const tenantId of tenantIds) waiting.add(tenantId);
      if (timer === undefined) handOut();
    },
    stop(): void {
      clearTimeout(timer);
    },
  };
}
