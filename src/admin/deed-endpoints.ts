/** What operators and a tenant's own people do to groups: as a button of the message would, with their name. */
import { randomUUID } from 'node:crypto';
import type { ActionDone } from '../core/api/groups.ts';
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type { Deed, Refusal } from '../groups/press.ts';
import type { DenialOf, PressRequest, PressResult } from '../groups/press-button.ts';
import { badRequest, type Handlers, problem } from './endpoint-handler.ts';
import { noGroup } from './group-endpoints.ts';
import { readGroupId } from './read-query.ts';

export interface DeedParts {
  /** Rejects with `store_unavailable` when it could not be stored. */
  readonly press: (request: PressRequest, denialOf: DenialOf) => Promise<PressResult>;
  readonly clock: Clock;
  readonly logger: Logger;
}

type DeedHandlers = Pick<Handlers, 'acknowledgeGroup' | 'unacknowledgeGroup' | 'closeGroup' | 'commentGroup'>;
type DeedRequest = Omit<Parameters<DeedHandlers['acknowledgeGroup']>[0], 'body'>;

export function deedEndpoints(parts: DeedParts): DeedHandlers {
  return {
    acknowledgeGroup: (request) => perform(parts, request, { kind: 'acknowledge' }),
    unacknowledgeGroup: (request) => perform(parts, request, { kind: 'unacknowledge' }),
    closeGroup: (request) => perform(parts, request, { kind: 'close' }),
    commentGroup: (request) => perform(parts, request, { kind: 'comment', text: request.body.text }),
  };
}

/** The caller's name for one deed: the same again is the same. */
const KEY = /^[\x21-\x7e]{1,100}$/;

async function perform(
  { press, clock, logger }: DeedParts,
  { tenant, caller, params, request }: DeedRequest,
  deed: Deed,
): Promise<{ readonly body: ActionDone } | ReturnType<typeof problem>> {
  const groupId = readGroupId(params.groupId);
  if (groupId === undefined) return noGroup;
  const key = request.get('Idempotency-Key') ?? randomUUID();
  if (!KEY.test(key)) return badRequest('Idempotency-Key must be 1 to 100 printable ASCII characters without blanks');
  const { actor: by, via } = caller;
  const done = { deed, by, via, at: clock.now(), id: `api:${via}:${key}` };
  // The permission was asked for before: see serve-endpoints.ts.
  const result = await press({ tenantIds: [tenant.id], groupId, press: done }, async () => undefined);
  const { outcome } = result;
  logger.info({ tenant: tenant.id, group: groupId, by, operation: deed.kind, outcome }, 'somebody acted over the API');
  if (outcome === 'unknown') return noGroup;
  if (outcome === 'refused') return problem(409, 'Not now', wordsFor(result.refusal));
  if (outcome === 'not_permitted') return problem(403, 'Not permitted', 'the role does not allow this');
  return { body: { outcome } };
}

function wordsFor(refusal: Refusal): string {
  switch (refusal.why) {
    case 'taken':
      return `${refusal.by.by} has it since ${new Date(refusal.by.at).toISOString()}`;
    case 'free':
      return 'nobody has it';
    case 'over':
      return 'nothing of it fires any more';
    case 'reported':
      return 'Alertmanager reports it still: silence it, or mend what it is about';
    case 'replaced':
      return 'another message shows the group by now';
    case 'escalating':
      return `${refusal.person} has asked for the next step already`;
    case 'no_policy':
      return 'its receiver has no escalation policy';
    default:
      return refusal satisfies never;
  }
}
