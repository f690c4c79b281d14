import type { InstallSettings } from '../config/environment.ts';
import { SECRET_VARIABLES } from '../config/environment-variables.ts';
import type { Env } from '../config/substitute-env.ts';
import type { Fault } from '../core/fault.ts';
import { parseKeyRing } from './key-ring.ts';

/** What has a variable of its own, and is needed where tenants install the app. */
export const INSTALL_VARIABLES: Readonly<Record<keyof InstallSettings, string>> = {
  clientId: 'SLACK_CLIENT_ID',
  clientSecret: 'SLACK_CLIENT_SECRET',
  publicUrl: 'TOCSIN_PUBLIC_URL',
  encryptionKeys: 'TOCSIN_ENCRYPTION_KEYS',
};

export function missingForInstall(env: Env): readonly string[] {
  return missingOf(Object.values(INSTALL_VARIABLES), env);
}

/** Those of the variables that are not set, themselves or by a file. Right values are another matter. */
export function missingOf(names: readonly string[], env: Env): readonly string[] {
  const isSet = (name: string) => env[name] !== undefined && env[name] !== '';
  const byFile = (name: string) => SECRET_VARIABLES.some((each) => each === name) && isSet(`${name}_FILE`);
  return names.filter((name) => !isSet(name) && !byFile(name));
}

/** What is wrong with the keys, where there are any. Holds no key. */
export function keyRingFaults({ encryptionKeys }: InstallSettings): readonly Fault[] {
  const ring = encryptionKeys === undefined ? undefined : parseKeyRing(encryptionKeys);
  if (ring === undefined || !('problem' in ring)) return [];
  const file = `environment variable ${INSTALL_VARIABLES.encryptionKeys}`;
  return [{ file, path: '', reason: ring.problem, hint: 'docs/operations.md, "Keys"' }];
}
