/** Templates, drawn while they are written. */
import type { TemplateCatalog, TemplatePreview, TemplatePreviewBody } from '../core/api/templates.ts';
import type { Clock } from '../core/clock.ts';
import type { GroupView } from '../core/group-view.ts';
import type { TenantId } from '../core/ids.ts';
import type { ReceiverPolicy } from '../core/policy.ts';
import type { Store } from '../groups/store.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { badRequest, type Handlers, tooMany } from './endpoint-handler.ts';
import { noGroup } from './group-endpoints.ts';
import { viewNow } from './group-json.ts';
import { whenOver } from './open-answers.ts';
import { readGroupId } from './read-query.ts';

/** Stands for all of them among callers; no tenant can be called so. */
const OPERATORS = '(operators)';

/** What a template is tried on: a step of a fixture's life, or a group as it is. */
export type Subject = { readonly fixture: string; readonly step: number } | { readonly view: GroupView };

/** For whom something is done at the desk. */
export interface DeskRequest {
  readonly tenant: Pick<Tenant, 'id' | 'timeZone'>;
  /** Those of each are drawn in turn. */
  readonly caller: string;
  /** Aborted once nobody waits for it. */
  readonly signal: AbortSignal;
}

export interface DraftRequest extends DeskRequest {
  readonly source: string;
  readonly subject: Subject;
  /** All that there are when absent. */
  readonly locales: readonly string[] | undefined;
}

/** In one line what is wrong with what was asked for; or that too many ask. */
export type DeskTrouble = { readonly problem: string } | { readonly isBusy: true };

/** Where templates are tried out, with the product's renderer and the tenant's own files. */
export interface TemplateDesk {
  catalog(request: DeskRequest): Promise<TemplateCatalog | DeskTrouble>;
  draw(request: DraftRequest): Promise<TemplatePreview | DeskTrouble>;
}

export interface TemplateParts {
  readonly desk: TemplateDesk;
  readonly store: Pick<Store, 'read'>;
  readonly policyOf: (tenantId: TenantId, receiver: string) => ReceiverPolicy;
  readonly clock: Clock;
}

export function templateEndpoints(parts: TemplateParts): Pick<Handlers, 'listTemplates' | 'previewTemplate'> {
  const { desk } = parts;
  return {
    listTemplates: async (asked) => answerOf(await desk.catalog(deskRequestOf(asked))),
    previewTemplate: async (asked) => {
      const { source, of, locales } = asked.body;
      const subject = await subjectOf(parts, asked.tenant, of);
      if (subject === undefined) return noGroup;
      return answerOf(await desk.draw({ ...deskRequestOf(asked), source, subject, locales }));
    },
  };
}

type Asked = Pick<Parameters<Handlers['listTemplates']>[0], 'tenant' | 'caller' | 'request' | 'response'>;

function deskRequestOf({ tenant, caller, request, response }: Asked): DeskRequest {
  const left = new AbortController();
  whenOver(request, response, () => left.abort());
  return { tenant, caller: caller.of?.tenant.id ?? OPERATORS, signal: left.signal };
}

function answerOf<Body extends object>(drawn: Body | DeskTrouble) {
  if ('isBusy' in drawn) return tooMany(1);
  return 'problem' in drawn ? badRequest(drawn.problem) : { body: drawn };
}

/** Undefined when there is no such group. */
async function subjectOf(
  { store, policyOf, clock }: TemplateParts,
  { id: tenantId }: Tenant,
  of: TemplatePreviewBody['of'],
): Promise<Subject | undefined> {
  if ('fixture' in of) return of;
  const groupId = readGroupId(of.group);
  const stored = groupId && (await store.read(tenantId, groupId));
  if (stored === undefined) return undefined;
  const { group } = stored;
  return { view: viewNow(group, { policy: policyOf(tenantId, group.receiver), now: clock.now() }) };
}
