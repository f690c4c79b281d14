/** The way of an installation, from the link to the first message, through a Slack that others wrote. */
import { afterEach, expect, test } from '@jest/globals';
import { WebClient } from '@slack/web-api';
import { createEmulator } from 'emulate';
import { startRelay } from '../../src/app.ts';
import { readEnvironment } from '../../src/config/environment.ts';
import { createLogger } from '../../src/config/pino-logger.ts';
import { Releasers } from '../../src/core/lifecycle.ts';
import { freePort } from '../servers/free-port.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { createConfigFolder } from '../tenants/tenant-folders.ts';
import { CLIENT, newKey } from './installed-platform.ts';
import { authorizeUrlIn, Browser, installations, installLink } from './installer.ts';
import { SECRETS } from './platform.ts';
import { webhookOf } from './webhooks.ts';

const TENANT = `name: Acme
ingest: { tokens: [{ token: '\${ACME_INGEST_TOKEN}' }] }
slack: { install: oauth }
`;
const READER = 'xoxb-reader';

const releasers = new Releasers();
afterEach(() => releasers.close());

test('an independent Slack understands the whole way, and the first message is posted with what it granted', async () => {
  const port = await freePort();
  const publicUrl = `http://127.0.0.1:${port}`;
  const redirectUri = `${publicUrl}/slack/oauth_redirect`;
  const emulator = await createEmulator({
    service: 'slack',
    port: 0,
    seed: {
      tokens: { [READER]: { login: 'U000000001', scopes: ['channels:history', 'channels:read'] } },
      slack: {
        team: { name: 'Independent', domain: 'independent' },
        users: [{ name: 'maria', real_name: 'Maria' }],
        channels: [{ name: 'ops' }],
        oauth_apps: [
          {
            client_id: CLIENT.clientId,
            client_secret: CLIENT.clientSecret,
            name: 'Tocsin',
            redirect_uris: [redirectUri],
          },
        ],
      },
    },
  });
  releasers.add('emulator', () => emulator.close());
  const reader = new WebClient(READER, { slackApiUrl: `${emulator.url}/api/`, retryConfig: { retries: 0 } });
  const { channels = [] } = await reader.conversations.list({});
  const channel = channels.find(({ name }) => name === 'ops')?.id ?? '';
  const folder = await createConfigFolder({
    'tenants/acme/tenant.yaml': TENANT,
    'tenants/acme/receivers.yaml': `receivers: [{ name: ops, slack: { channel: ${channel} } }]\n`,
  });
  releasers.add('configuration', () => folder.remove());
  const log: string[] = [];
  const env = {
    ...SECRETS,
    PORT: String(port),
    TOCSIN_CONFIG: folder.options.configDir,
    TOCSIN_PUBLIC_URL: publicUrl,
    SLACK_API_URL: `${emulator.url}/api/`,
    SLACK_CLIENT_ID: CLIENT.clientId,
    SLACK_CLIENT_SECRET: CLIENT.clientSecret,
    TOCSIN_ENCRYPTION_KEYS: newKey('k'),
  };
  const { value: environment, faults } = await readEnvironment(env);
  if (environment === undefined) throw new Error(JSON.stringify(faults));
  const logger = createLogger({ level: 'info', destination: { write: (line) => void log.push(line) } });
  const relay = await startRelay({ environment, env, logger, host: '127.0.0.1' });
  releasers.add('relay', () => relay.close());

  const link = await installLink(publicUrl, 'acme');
  const browser = new Browser('fr-FR');
  const begun = await browser.open(link);
  const asked = await browser.open(authorizeUrlIn(begun));
  expect(asked.html).toContain('Tocsin');
  const agreed = await browser.open(`${emulator.url}/oauth/v2/authorize/callback`, hiddenFields(asked.html));
  if (agreed.location === undefined) throw new Error(agreed.html);
  const page = await browser.open(agreed.location);
  expect([page.status, page.html]).toEqual([200, expect.stringContaining('Tocsin est installé')]);
  expect((await browser.open(agreed.location)).status).toBe(410);
  expect((await browser.open(link)).status).toBe(410);
  expect(await installations(publicUrl)).toMatchObject([
    { tenant: 'acme', state: 'in_order', team: 'T000000001', scopes: expect.arrayContaining(['chat:write']) },
  ]);
  expect(log.join('')).toContain('lost at a restart');

  const answer = await fetch(`${publicUrl}/v1/tenants/acme/alertmanager`, {
    method: 'POST',
    headers: { authorization: `Bearer ${SECRETS.ACME_INGEST_TOKEN}` },
    body: JSON.stringify(webhookOf([{ instance: 'db-1' }])),
  });
  expect(answer.status).toBe(200);
  const messages = await waitUntil(
    'the message is posted',
    async () => {
      const history = await reader.conversations.history({ channel });
      return history.messages?.length ? history.messages : undefined;
    },
    { details: () => log.join('') },
  );
  expect(messages[0]?.text).toContain('DiskFull');
});

/** What the emulator's page sends when a person says yes. */
function hiddenFields(html: string): Record<string, string> {
  const inputs = html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g);
  const fields = Object.fromEntries(
    [...inputs].map(([, name = '', value = '']) => [name, value.replaceAll('&amp;', '&')]),
  );
  if (fields.user_id === undefined) throw new Error(`no form in ${html}`);
  return fields;
}
