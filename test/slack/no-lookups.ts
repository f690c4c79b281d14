import type { LookupOptions } from '../../src/slack/lookup-parts.ts';

/** For tests in which nobody types a command or opens the Home tab. */
export const noLookups: LookupOptions = {
  lookupTenantsOf: () => [],
  openGroups: async () => ({ groups: [] }),
  groupOf: async () => undefined,
  silencesOf: async () => undefined,
  onCallOf: () => [],
};
