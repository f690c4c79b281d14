/** Templates, drawn while they are written. */
import type { TemplateCatalog, TemplatePreview, TemplatePreviewBody } from '../core/api/templates.ts';
import type { Clock } from '../core/clock.ts';
import type { GroupView } from '../core/group-view.ts';
import type { TenantId } from '../core/ids.ts';
import type { ReceiverPolicy } from '../core/policy.ts';
import type { Store } from '../groups/store.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { badRequest, type Handlers } from './endpoint-handler.ts';
import { noGroup } from './group-endpoints.ts';
import { viewNow } from './group-json.ts';
import { readGroupId } from './read-query.ts';

/** What a template is tried on: a step of a fixture's life, or a group as it is. */
export type Subject = { readonly fixture: string; readonly step: number } | { readonly view: GroupView };

export interface DraftRequest {
  readonly tenant: Tenant;
  readonly source: string;
  readonly subject: Subject;
  /** All that there are when absent. */
  readonly locales: readonly string[] | undefined;
}

/** Where templates are tried out, with the product's renderer and the tenant's own files. */
export interface TemplateDesk {
  catalog(tenantId: TenantId): Promise<TemplateCatalog>;
  /** In one line what is wrong with what was asked for. */
  draw(request: DraftRequest): Promise<TemplatePreview | { readonly problem: string }>;
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
    listTemplates: async ({ tenant }) => ({ body: await desk.catalog(tenant.id) }),
    previewTemplate: async ({ tenant, body: { source, of, locales } }) => {
      const subject = await subjectOf(parts, tenant, of);
      if (subject === undefined) return noGroup;
      const drawn = await desk.draw({ tenant, source, subject, locales });
      return 'problem' in drawn ? badRequest(drawn.problem) : { body: drawn };
    },
  };
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
