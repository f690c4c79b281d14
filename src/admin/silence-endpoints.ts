/** The silences of a tenant's Alertmanagers. */
import { randomUUID } from 'node:crypto';
import type { Alertmanagers, Silence } from '../actions/alertmanagers.ts';
import { textOfApi } from '../actions/silence-matchers.ts';
import { endSilence, type SilencingParts } from '../actions/silencing.ts';
import type { SilenceShown } from '../core/api/silences.ts';
import type { Clock } from '../core/clock.ts';
import { type GroupId, isGroupId } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { type Handlers, problem } from './endpoint-handler.ts';
import type { FleetIndex } from './fleet-index.ts';
import { timeOf } from './group-json.ts';

export interface SilenceParts {
  readonly alertmanagers: Alertmanagers;
  readonly silencing: SilencingParts;
  readonly fleet: FleetIndex;
  readonly clock: Clock;
  readonly logger: Logger;
}

type SilenceHandlers = Pick<Handlers, 'listSilences' | 'expireSilence'>;

/** Both reject as the port of the Alertmanagers does, with words for people. */
export function silenceEndpoints(parts: SilenceParts): SilenceHandlers {
  return {
    listSilences: async ({ tenant, query }) => {
      const silences = await parts.alertmanagers.silences(tenant.id, { expired: query.expired === 'true' });
      return { body: { silences: silences.map(silenceJson) } };
    },
    expireSilence: (request) => expire(parts, request),
  };
}

function silenceJson(silence: Silence): SilenceShown {
  const { id, alertmanager, matchers, startsAt, endsAt, createdBy, comment, state, url, origin } = silence;
  return {
    ...{ id, alertmanager, createdBy, comment, state, url },
    matchers: matchers.map(textOfApi),
    startsAt: timeOf(startsAt),
    endsAt: timeOf(endsAt),
    ...(origin === undefined ? {} : { group: origin.group }),
    whileFiring: origin?.whileFiring ?? false,
  };
}

async function expire(
  { alertmanagers, silencing, fleet, clock, logger }: SilenceParts,
  { tenant, caller, params }: Parameters<SilenceHandlers['expireSilence']>[0],
): ReturnType<SilenceHandlers['expireSilence']> {
  const { alertmanager = '', silenceId: id = '' } = params;
  const listed = await alertmanagers.silences(tenant.id, { expired: true });
  // Peers of a cluster share their silences, and each is listed once: under whichever answered.
  const silence = listed.find((each) => each.id === id);
  if (silence === undefined || !tenant.alertmanagers.some(({ name }) => name === alertmanager)) {
    return problem(404, 'No such silence', 'the Alertmanager has no silence of this id');
  }
  const { actor: by } = caller;
  const groupId = await groupWith({ fleet, tenant }, silence);
  if (groupId === undefined) await alertmanagers.expireSilence(tenant.id, silence);
  else {
    const { createdBy, comment, startsAt, endsAt } = silence;
    const who = { tenantId: tenant.id, groupId, by, name: by, at: clock.now(), deedId: `api:${randomUUID()}` };
    await endSilence(silencing, who, { id, alertmanager: silence.alertmanager, createdBy, comment, startsAt, endsAt });
  }
  logger.info({ tenant: tenant.id, by, silence: id, group: groupId }, 'a silence was ended over the API');
  return { body: { expired: true } };
}

/** A group whose thread is told of it, and whose history says who did it; undefined where it hides none that is known. */
async function groupWith(
  { fleet, tenant }: { readonly fleet: FleetIndex; readonly tenant: Tenant },
  { id, origin }: Silence,
): Promise<GroupId | undefined> {
  const [index] = await fleet.of([tenant]);
  const groups = [...(index?.groups ?? [])];
  const made = groups.find(([groupId]) => groupId === origin?.group);
  const [found] = made ?? groups.find(([, { silences }]) => silences.includes(id)) ?? [];
  return found !== undefined && isGroupId(found) ? found : undefined;
}
