import type { Environment, InstallSettings } from '../config/environment.ts';
import { TocsinError } from '../core/errors.ts';
import type { Releasers } from '../core/lifecycle.ts';
import type { Secret } from '../core/secret.ts';
import { INSTALL_VARIABLES } from './install-variables.ts';
import { type KeyRing, parseKeyRing } from './key-ring.ts';
import { Workspaces, type WorkspacesOptions } from './workspaces.ts';

/** Everything that it takes to have the app installed. */
export interface InstallParts {
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly publicUrl: string;
  readonly ring: KeyRing;
}

/** The parts, or the variables that are missing for them. Throws `config_invalid` for keys that are none. */
export function installPartsOf(settings: InstallSettings): InstallParts | { readonly missing: readonly string[] } {
  const { clientId, clientSecret, publicUrl, encryptionKeys } = settings;
  const ring = ringFrom(encryptionKeys);
  if (clientId !== undefined && clientSecret !== undefined && publicUrl !== undefined && ring !== undefined) {
    return { clientId, clientSecret, publicUrl, ring };
  }
  const missing = Object.entries(INSTALL_VARIABLES).flatMap(([key, name]) =>
    settings[key as keyof InstallSettings] === undefined ? name : [],
  );
  return { missing };
}

function ringFrom(keys: Secret | undefined): KeyRing | undefined {
  if (keys === undefined) return undefined;
  const ring = parseKeyRing(keys);
  if ('problem' in ring) throw new TocsinError('config_invalid', `TOCSIN_ENCRYPTION_KEYS: ${ring.problem}`);
  return ring;
}

/**
 * The workspaces of all tenants, from now on. Rejects with `config_invalid` when a tenant's app is to be installed and
 * the environment does not say what that takes.
 */
export async function openWorkspaces(
  options: Omit<WorkspacesOptions, 'ring'> & { readonly environment: Pick<Environment, 'install' | 'redis'> },
  releasers: Releasers,
): Promise<{ readonly workspaces: Workspaces; readonly parts: ReturnType<typeof installPartsOf> }> {
  const { environment, logger } = options;
  const parts = installPartsOf(environment.install);
  const workspaces = new Workspaces({ ...options, ring: 'ring' in parts ? parts.ring : undefined });
  const [first] = workspaces.installable();
  if (first !== undefined && 'missing' in parts) {
    const words = `tenant ${first.id} has slack.install: oauth, and that needs ${parts.missing.join(', ')}; set it`;
    throw new TocsinError('config_invalid', `${words}, or give the tenant a bot_token: docs/slack.md`);
  }
  if (first !== undefined && environment.redis === undefined) {
    logger.warn({}, 'installations of the Slack app live in memory and are lost at a restart: set REDIS_URL');
  }
  await workspaces.start();
  releasers.add('workspaces', () => workspaces.close());
  return { workspaces, parts };
}
