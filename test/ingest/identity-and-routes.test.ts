/** What shortening must not change: where an alert goes, and which group it belongs to. */
import { expect, test } from '@jest/globals';
import { groupIdOf, receiverName } from '../../src/core/ids.ts';
import {
  ACME_TOKEN,
  type IngestServer,
  startIngestServer,
  tenantIdOf,
  webhook,
  webhookAlert,
} from './ingest-server.ts';

async function withServer(use: (server: IngestServer) => Promise<void>): Promise<void> {
  const limits = { bodyBytes: 1e6, alerts: 3, labelChars: 100, annotationChars: 100, labelsPerAlert: 3 };
  const server = await startIngestServer({ limits });
  try {
    await use(server);
  } finally {
    await server.close();
  }
}

async function outcomeOf(server: IngestServer, body: unknown): Promise<string> {
  const response = await fetch(`${server.url}/v1/alertmanager`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ACME_TOKEN}` },
    body: JSON.stringify(body),
  });
  return JSON.parse(await response.text()).outcome;
}

test('routes go by all labels, also those that are not kept', () =>
  withServer(async (server) => {
    const labels = { a: '1', alertname: 'DiskFull', b: '2', severity: 'critical', team: 'db' };
    expect(await outcomeOf(server, webhook({ alerts: [webhookAlert({ labels })] }))).toBe('accepted');
    const identity = { upstreamReceiver: 'tocsin', groupKey: '{}:{alertname="DiskFull"}' };
    const id = groupIdOf({ ...identity, receiver: receiverName('database') });
    const alerts = (await server.store.read(tenantIdOf('acme'), id))?.group.alerts ?? {};
    expect(Object.values(alerts).map((alert) => alert.labels)).toEqual([
      { a: '1', alertname: 'DiskFull', severity: 'critical' },
    ]);
  }));

test('groups stay apart whose long keys differ at their end', () =>
  withServer(async (server) => {
    const key = 'k'.repeat(10_000);
    expect(await outcomeOf(server, webhook({ groupKey: `${key}1` }))).toBe('accepted');
    expect(await outcomeOf(server, webhook({ groupKey: `${key}2` }))).toBe('accepted');
    expect(await outcomeOf(server, webhook({ groupKey: `${key}2` }))).toBe('retry');
  }));
