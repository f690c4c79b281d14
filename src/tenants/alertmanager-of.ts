import { TocsinError } from '../core/errors.ts';
import { Secret } from '../core/secret.ts';
import { parseMatchers } from '../routing/matcher.ts';
import type { AlertmanagerEntry } from './alertmanager-entry.ts';
import type { AlertmanagerSecrets } from './alertmanager-secrets.ts';
import type { TenantAlertmanager } from './tenant.ts';

/** An entry and its secrets, ready for use. Throws when a secret is not there: then a fault was not told. */
export function alertmanagerOf(entry: AlertmanagerEntry, secrets: AlertmanagerSecrets | undefined): TenantAlertmanager {
  const url = withoutSlash(entry.url);
  return {
    name: entry.name,
    url,
    externalUrl: entry.external_url === undefined ? url : withoutSlash(entry.external_url),
    headers: new Map([
      ...Object.entries(entry.headers).map(([name, value]) => [name.toLowerCase(), new Secret(value)] as const),
      ...(entry.org_id === undefined ? [] : [['x-scope-orgid', new Secret(entry.org_id)] as const]),
      ...authorizationOf(entry, secrets),
    ]),
    ca: secrets?.ca,
    only: entry.only.flatMap((text) => parseMatchers(text)),
  };
}

function authorizationOf(
  { name, basic_auth, authorization }: AlertmanagerEntry,
  secrets: AlertmanagerSecrets | undefined,
): readonly (readonly [string, Secret])[] {
  if (basic_auth !== undefined) {
    const pair = `${basic_auth.username}:${known(secrets?.password, name).reveal()}`;
    return [['authorization', new Secret(`Basic ${Buffer.from(pair).toString('base64')}`)]];
  }
  if (authorization === undefined) return [];
  const credentials = known(secrets?.credentials, name).reveal();
  return [['authorization', new Secret(`${authorization.type} ${credentials}`)]];
}

function known(secret: Secret | undefined, name: string): Secret {
  if (secret !== undefined) return secret;
  throw new TocsinError(
    'config_invalid',
    `the secret of alertmanager ${name} is missing, and no fault of it was found`,
  );
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
