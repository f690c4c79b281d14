/** A platform whose tenant acme, or two of them, have the app installed by OAuth. */
import { randomBytes } from 'node:crypto';
import type { OauthApp } from '../../src/sandbox/oauth-app.ts';
import { freePort } from '../servers/free-port.ts';
import { type Platform, type PlatformOptions, startPlatform } from './platform.ts';

export const CLIENT = { clientId: '111.222', clientSecret: 'client-secret-5a6b7c8d' };

export function tenantInstalling(name: string, prefix: string, slack = 'install: oauth'): string {
  return `
name: ${name}
tier: enterprise
locale: en
ingest: { tokens: [{ token: '\${${prefix}_INGEST_TOKEN}' }] }
slack: { ${slack} }
`;
}

export const newKey = (id: string): string => `${id}:${randomBytes(32).toString('base64')}`;

export async function startInstallingPlatform(
  options: Partial<PlatformOptions> & {
    /** acme's `slack` section. */
    readonly slack?: string;
    readonly rotation?: OauthApp['rotation'];
  } = {},
): Promise<Platform> {
  const { slack, rotation, env, files, ...more } = options;
  const port = await freePort();
  const publicUrl = `http://127.0.0.1:${port}`;
  return await startPlatform({
    sandbox: {
      oauthApp: { ...CLIENT, redirectUris: [`${publicUrl}/slack/oauth_redirect`], ...(rotation ? { rotation } : {}) },
    },
    env: {
      PORT: String(port),
      TOCSIN_PUBLIC_URL: publicUrl,
      SLACK_CLIENT_ID: CLIENT.clientId,
      SLACK_CLIENT_SECRET: CLIENT.clientSecret,
      TOCSIN_ENCRYPTION_KEYS: newKey('2026-11'),
      ...env,
    },
    files: { 'tenants/acme/tenant.yaml': tenantInstalling('Acme', 'ACME', slack), ...files },
    ...more,
  });
}
