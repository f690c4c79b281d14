/** What the tables of faulty configurations are written with. */
import { type Files, GOOD } from './tenant-folders.ts';

export const TENANT = 'tenants/acme/tenant.yaml';
export const ROUTING = 'tenants/acme/routing.yaml';
export const RECEIVERS = 'tenants/acme/receivers.yaml';
export const ACCESS = 'tenants/acme/access.yaml';

/** `GOOD`'s file with one place changed. */
export function but(path: keyof typeof GOOD, from: string, to: string): Files {
  const text: string = GOOD[path];
  if (!text.includes(from)) throw new TypeError(`${path} has no ${from}`);
  return { [path]: text.replace(from, () => to) };
}

export const tenant = (line: string): Files => ({ [TENANT]: `${GOOD[TENANT]}${line}\n` });
export const slackOption = (option: string): Files => but(RECEIVERS, 'C0OPS', `C0OPS, ${option}`);

/** By the fault's name: what differs from a configuration without faults, and exactly what is said of it. */
export type FaultyConfigs = Readonly<Record<string, readonly [files: Files, faults: readonly string[]]>>;
