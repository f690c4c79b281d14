import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Alertmanager, startAlertmanager } from '../servers/alertmanager.ts';
import { type Platform, SECRETS } from './platform.ts';

const config = (relayUrl: string) => `
route:
  receiver: relay
  group_by: [alertname, cluster]
  group_wait: 100ms
  group_interval: 1s
  repeat_interval: 1h
  routes: [{ matchers: ['env=~"prod|stage"'], receiver: relay }]
receivers:
  - name: relay
    webhook_configs:
      - url: ${relayUrl}/v1/tenants/acme/alertmanager
        http_config: { authorization: { credentials: ${SECRETS.ACME_INGEST_TOKEN} } }
`;

/** Makes this address that of acme's only Alertmanager; `keys`: more of the entry, in YAML. */
export async function pointAcmeTo(platform: Platform, url: string, keys = ''): Promise<void> {
  const tenant = `
name: Acme
tier: enterprise
locale: de
time_zone: Europe/Berlin
ingest: { tokens: [{ token: '\${ACME_INGEST_TOKEN}' }] }
slack: { team_id: T0ACME, bot_token: '\${ACME_BOT_TOKEN}' }
alertmanagers: [{ name: main, url: '${url}'${keys} }]
`;
  await writeFile(join(platform.configDir, 'tenants/acme/tenant.yaml'), tenant);
  const faults = await platform.relay.reload();
  if (faults.length > 0) throw new Error(JSON.stringify(faults));
}

/** A real Alertmanager that is acme's and sends to the platform. It groups by alertname and cluster. */
export async function useAlertmanager(
  platform: Platform,
): Promise<Alertmanager & { fire(...alerts: readonly Readonly<Record<string, string>>[]): Promise<void> }> {
  const alertmanager = await startAlertmanager({ config: config(platform.url) });
  await pointAcmeTo(platform, alertmanager.url);
  return {
    ...alertmanager,
    async fire(...all) {
      const response = await fetch(`${alertmanager.url}/api/v2/alerts`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(all.map((labels) => ({ labels, annotations: { summary: 'full' } }))),
      });
      if (!response.ok) throw new Error(`Alertmanager took no alerts: ${response.status}`);
    },
  };
}
