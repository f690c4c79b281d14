import type { TenantId } from '../core/ids.ts';
import type { Heartbeats } from '../watchdogs/heartbeats.ts';
import { knownWatchdogs } from '../watchdogs/known-watchdogs.ts';

/** See the heartbeat scripts. */
export function createMemoryHeartbeats(now: () => number): Heartbeats {
  const tenants = new Map<TenantId, Map<string, string>>();
  const fieldsOf = (tenantId: TenantId) => {
    const fields = tenants.get(tenantId) ?? new Map<string, string>();
    tenants.set(tenantId, fields);
    return fields;
  };
  return {
    async heard(tenantId, names) {
      for (const name of names) fieldsOf(tenantId).set(`heard:${name}`, String(now()));
    },
    async look({ tenantId, names, turnMs, gapMs }) {
      const fields = fieldsOf(tenantId);
      const sinceTurnMs = now() - Number(fields.get('turn') ?? 0);
      const isTurn = sinceTurnMs >= turnMs && (names.length > 0 || fields.has('turn'));
      if (isTurn) {
        fields.set('turn', String(now()));
        const late = names.filter((name) => sinceTurnMs > gapMs || !fields.has(`expected:${name}`));
        for (const name of late) fields.set(`expected:${name}`, String(now()));
      }
      return { now: now(), isTurn, watchdogs: knownWatchdogs(fields) };
    },
    known: async (tenantId) => knownWatchdogs(fieldsOf(tenantId)),
    async tell(tenantId, name, silence) {
      const field = `silence:${name}`;
      if (silence === undefined) fieldsOf(tenantId).delete(field);
      else fieldsOf(tenantId).set(field, JSON.stringify(silence));
    },
    async forget(tenantId, name) {
      for (const kind of ['heard', 'expected', 'silence']) fieldsOf(tenantId).delete(`${kind}:${name}`);
    },
  };
}
