import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { findProgram } from '../servers/find-program.ts';
import { startPrometheus } from '../servers/prometheus.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { ComposeFile, danglingNames } from './compose-file.ts';
import { GrafanaProviders, GrafanaSources } from './grafana-files.ts';
import { ROOT, readText, repositoryFiles } from './repository-files.ts';

const files = repositoryFiles();
const isInRepository = (path: string): boolean => files.some((each) => each === path || each.startsWith(`${path}/`));
const check = (program: string, ...args: readonly string[]): string =>
  execFileSync(findProgram(program), args, { cwd: ROOT, encoding: 'utf8', stdio: 'pipe' });

describe('docker-compose.yml', () => {
  const compose = ComposeFile.parse(parse(readText('docker-compose.yml'), { merge: true }));
  const { services } = compose;

  test('defines every name that it uses', () => {
    expect(Object.keys(services).sort()).toEqual([
      'alertmanager',
      'grafana',
      'prometheus',
      'redis',
      'sandbox',
      'tocsin',
    ]);
    expect(danglingNames(compose)).toEqual([]);
  });

  test('mounts only what the repository holds', () => {
    const mounts = Object.values(services).flatMap((service) => service.volumes ?? []);
    const sources = [...mounts.filter((each) => each.startsWith('./')).map((each) => each.split(':')[0] ?? '')];
    sources.push(...Object.values(compose.secrets).map((secret) => secret.file));
    expect(sources.length).toBeGreaterThan(3);
    expect(sources.filter((source) => !isInRepository(source.slice(2)))).toEqual([]);
  });

  test('runs Redis so that it loses nothing', () => {
    const command = services.redis?.command?.join(' ');
    expect(command).toContain('--appendonly yes');
    expect(command).toContain('--appendfsync always');
    expect(command).toContain('--maxmemory-policy noeviction');
  });

  test('gives Tocsin and the sandbox every variable that the tenants name', () => {
    const tenants = files.filter((path) => /^config\/tenants\/[^/]+\/[^/]+\.yaml$/.test(path));
    const named = tenants.flatMap((path) =>
      [...readText(path).matchAll(/\$\{(\w+)\}/g)].map((match) => match[1] ?? ''),
    );
    expect(named.length).toBeGreaterThan(2);
    for (const name of named) {
      expect(Object.keys(services.tocsin?.environment ?? {})).toContain(name);
      expect(Object.keys(services.sandbox?.environment ?? {})).toContain(name);
    }
  });

  test('sends each tenant its alerts with a secret that Alertmanager holds', () => {
    const config = readText('deploy/alertmanager/alertmanager.yml');
    const tenants = [...config.matchAll(/\/v1\/tenants\/([\w-]+)\/alertmanager/g)].map((match) => match[1] ?? '');
    const credentials = [...config.matchAll(/credentials_file: \/run\/secrets\/(\S+)/g)].map((match) => match[1] ?? '');
    expect(tenants).toHaveLength(2);
    expect(tenants.filter((tenant) => !isInRepository(`config/tenants/${tenant}/tenant.yaml`))).toEqual([]);
    expect(credentials).toEqual(services.alertmanager?.secrets);
    for (const tenant of tenants) {
      const token = services.tocsin?.environment?.[`${tenant.toUpperCase()}_INGEST_TOKEN`];
      expect(readText(`deploy/secrets/${tenant}-ingest`).trim()).toBe(token);
    }
  });
});

describe('the Grafana of the demo', () => {
  const { services } = ComposeFile.parse(parse(readText('docker-compose.yml'), { merge: true }));
  const mounts = (services.grafana?.volumes ?? []).map((each) => each.split(':'));
  const mountedAt = (path: string): string | undefined => mounts.find(([, target]) => target === path)?.[0];
  const provisioning = mountedAt('/etc/grafana/provisioning')?.slice(2);

  test('asks the Prometheus of the demo, at the pace at which it scrapes', () => {
    const [source] = GrafanaSources.parse(parse(readText(`${provisioning}/datasources/prometheus.yml`))).datasources;
    const { hostname, port } = new URL(source.url);
    expect(services[hostname]?.ports?.[0]).toContain(`:${port}`);
    expect(parse(readText('deploy/prometheus/prometheus.yml')).global.scrape_interval).toBe(
      source.jsonData.timeInterval,
    );
  });

  test('shows the dashboards of the repository, and the one of the fleet first', () => {
    const [provider] = GrafanaProviders.parse(parse(readText(`${provisioning}/dashboards/tocsin.yml`))).providers;
    const folder = mountedAt(provider.options.path)?.slice(2);
    expect(folder).toBe('deploy/grafana/dashboards');
    const home = services.grafana?.environment?.GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH ?? '';
    expect(isInRepository(home.replace(provider.options.path, `${folder}`))).toBe(true);
  });
});

describe('Dockerfile', () => {
  const dockerfile = readText('Dockerfile');
  const stages = dockerfile.split(/^FROM /m).slice(1);
  const image = stages.at(-1) ?? '';

  test('ends in a small image that runs as nobody special', () => {
    expect(stages.length).toBeGreaterThan(1);
    expect(image).toMatch(/^USER node$/m);
    expect(image).not.toMatch(/^RUN /m);
    expect(dockerfile).toContain('npm ci --omit=dev');
    expect(image).toContain('/-/healthy');
  });

  test('uses the oldest Node that the product supports', () => {
    const major = /\d+/.exec(JSON.parse(readText('package.json')).engines.node)?.[0];
    expect(new Set(dockerfile.match(/node:\S+/g))).toEqual(new Set([`node:${major}-slim`]));
  });

  test('copies what the repository holds and .dockerignore lets through', () => {
    const allowed = readText('.dockerignore')
      .split('\n')
      .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []));
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap((match) =>
      (match[1] ?? '').split(' '),
    );
    expect(copied).toEqual(expect.arrayContaining(['package-lock.json', 'src', 'templates', 'locales', 'config']));
    expect(copied.filter((path) => !isInRepository(path))).toEqual([]);
    expect([...new Set(copied)].sort()).toEqual([...allowed].sort());
  });

  test('starts a file that the build makes', () => {
    const started = /^CMD \["node",(?: "--[^"]+",)* "dist\/(.+)\.js"\]$/m.exec(image)?.[1];
    expect(existsSync(join(ROOT, `src/${started}.ts`))).toBe(true);
  });
});

describe('the demo', () => {
  test("has a Prometheus configuration that Prometheus's own tool accepts", () => {
    expect(check('promtool', 'check', 'config', 'deploy/prometheus/prometheus.yml')).toContain('SUCCESS');
  });

  test("has an Alertmanager configuration that Alertmanager's own tool accepts", () => {
    expect(check('amtool', 'check-config', 'deploy/alertmanager/alertmanager.yml')).toContain('SUCCESS');
  });

  test.each([
    ['acme', 'tocsin-acme'],
    ['globex', 'tocsin-globex'],
  ])('routes %s to its own receiver', (tenant, receiver) => {
    const config = '--config.file=deploy/alertmanager/alertmanager.yml';
    expect(check('amtool', 'config', 'routes', 'test', config, `tenant=${tenant}`).trim()).toBe(receiver);
    // What warns of Tocsin itself must not depend on it.
    const ofTocsin = check('amtool', 'config', 'routes', 'test', config, `tenant=${tenant}`, 'service=tocsin');
    expect(ofTocsin.trim()).toBe('operators');
  });

  test('has rules that fire for every tenant', async () => {
    const rules = readText('deploy/prometheus/demo-rules.yml');
    const prometheus = await startPrometheus({ rules, alertmanagers: [] });
    try {
      const firing = await waitUntil('alerts of both tenants fire', async () => {
        const response = await fetch(`${prometheus.url}/api/v1/query?query=count by (tenant) (ALERTS)`);
        const { data } = JSON.parse(await response.text());
        return data.result.length === 2 && data.result;
      });
      expect(JSON.stringify(firing)).toMatch(/acme.*globex|globex.*acme/);
    } finally {
      await prometheus.stop();
    }
  });
});
