/** More tenants than this share one label value, so that a page of metrics stays bounded. */
export const MAX_TENANT_LABELS = 1000;

/** The label value that all tenants beyond the bound share. */
export const OTHER = 'other';

/** Gives each of the first 1 000 tenants its own label value and all later ones `other`. */
export function createTenantLabels(limit = MAX_TENANT_LABELS): (tenantId: string) => string {
  const named = new Set<string>();
  return (tenantId) => {
    if (named.has(tenantId)) return tenantId;
    if (named.size >= limit) return OTHER;
    named.add(tenantId);
    return tenantId;
  };
}
