import type { LookUp } from '../actions/look-up.ts';
import type { Secret } from '../core/secret.ts';
import type { TenantSet } from '../tenants/tenant.ts';
import { mountInteractions } from './interactions.ts';
import type { LookupOptions } from './lookup-parts.ts';

type InteractionOptions = Parameters<typeof mountInteractions>[0];

/** Takes the clicks of all tenants' workspaces, where this process is to; absent, and said in the log, where it is not. */
export function mountClicks({
  isConsole,
  signingSecret,
  tenants,
  lookUp,
  ...options
}: Omit<InteractionOptions, 'signingSecret' | 'tenantsOf' | 'lookups'> & {
  readonly lookUp: LookUp;
  readonly isConsole: boolean;
  readonly signingSecret: Secret | undefined;
  readonly tenants: () => TenantSet;
}): ReturnType<typeof mountInteractions> | undefined {
  if (!isConsole) {
    options.logger.debug({}, 'clicks on buttons are taken by other processes');
    return undefined;
  }
  if (signingSecret === undefined) {
    options.logger.info({}, 'SLACK_SIGNING_SECRET is not set: clicks on buttons are not taken');
    return undefined;
  }
  const tenantsOf: LookupOptions['lookupTenantsOf'] = (teamId) =>
    tenants()
      .byTeam(teamId)
      .map(({ id, name, slack: { botToken }, locale, timeZone, renderer, receivers }) => ({
        id,
        name,
        channels: new Set([...receivers.values()].map(({ channel }) => channel)),
        botToken,
        locale,
        timeZone,
        language: (audience) => renderer.language(audience),
        phrase: (key, of, values) => renderer.phrase(key, of, values),
      }));
  const lookups = { ...lookUp, lookupTenantsOf: tenantsOf };
  return mountInteractions({ ...options, signingSecret, tenantsOf, lookups });
}
