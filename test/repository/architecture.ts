import { importsOf, localTarget, packageOf, withoutComments } from './imports.ts';
import type { SourceFile } from './repository-files.ts';

/** docs/adr/0002-rings.md. A folder may import itself and folders of earlier rings; folders of one ring are strangers. */
export const RINGS: readonly (readonly string[])[] = [
  ['core'],
  ['config', 'dashboards', 'metrics', 'render', 'routing'],
  ['pages', 'tenants'],
  ['groups', 'installations'],
  ['actions', 'delivery', 'watchdogs'],
  ['network'],
  ['admin', 'alertmanager', 'http', 'ingest', 'sandbox', 'slack', 'store', 'tracing', 'webhooks', 'workers'],
  ['preview'],
];

/** What sees everything and is seen by nothing but itself. */
const WIRING = /^(?:app\.ts|main\.ts|(?:cli|wiring)\/.+)$/;

/** The pages' own source: it runs in browsers, so nobody imports it, and it imports nothing but contracts in JSON. */
export const PAGES_SOURCE = 'web';
const PAGE_CONTRACTS = /^core\/(?:preview|sandbox-page|api\/.+)\.ts$/;

/** What the pages' source may import; these packages are bundled, and so are no dependencies of the service. */
const BUNDLED = ['marked', 'preact', 'uplot', 'virtual:emoji-names'];

/** Where the outside world begins: only from this ring on may a file open a connection or start a process. */
const ADAPTER_RING = RINGS.findIndex((ring) => ring.includes('network'));
const NETWORK_MODULES = /^node:(?:child_process|cluster|dgram|dns|http|http2|https|net|tls|worker_threads)\b/;

/** The folders through which a package comes in. */
export const DOORS: Readonly<Record<string, readonly string[]>> = {
  '@grafana/grafana-foundation-sdk': ['dashboards'],
  '@opentelemetry/api': ['tracing'],
  '@opentelemetry/core': ['tracing'],
  '@opentelemetry/exporter-trace-otlp-http': ['tracing'],
  '@opentelemetry/resources': ['tracing'],
  '@opentelemetry/sdk-trace-base': ['tracing'],
  '@slack/bolt': ['slack'],
  '@slack/web-api': ['slack'],
  chokidar: ['preview'],
  express: ['admin', 'http', 'ingest', 'slack'],
  handlebars: ['render'],
  i18next: ['render'],
  ioredis: ['store'],
  'openid-client': ['admin'],
  pino: ['config'],
  'prom-client': ['metrics'],
  re2js: ['routing'],
  ws: ['sandbox'],
  undici: ['alertmanager', 'slack', 'webhooks'],
  yaml: ['config'],
};

/** Packages that any folder may import. */
export const OPEN_PACKAGES: readonly string[] = ['zod'];

/** Files that decide, and must be functions of their arguments alone. `clock.ts` is where time comes in. */
const PURE =
  /^(?:core\/(?!clock\.ts$).+|admin\/oidc-roles\.ts|actions\/(?:access|apply-truth|join-answers|learnt|reported-alert|silence-(?:life|matchers|policy|times)|truth|truth-question)\.ts|dashboards\/.+|groups\/(?:dead-letter|merge|plan|view)\.ts|routing\/.+)$/;
const PURE_MODULES: readonly string[] = ['node:crypto', 'node:util'];
const AMBIENT =
  /\bDate\.now\s*\(|\bnew Date\(\s*\)|\bMath\.random\b|\bset(?:Timeout|Interval|Immediate)\s*\(|\bqueueMicrotask\s*\(|\bperformance\.|\bprocess\.|\bfetch\s*\(/;

/** The folder directly below `src/`; the file's own name when it lies in `src/` itself. */
function partOf(path: string): string {
  return path.split('/')[0] ?? path;
}

function ringOf(path: string): number {
  return RINGS.findIndex((ring) => ring.includes(partOf(path)));
}

/** Imports that point outward or sideways, and files that lie in no ring. */
export function ringFaults(files: readonly SourceFile[]): readonly string[] {
  const known = new Set(files.map((file) => file.path));
  return files.flatMap(({ path, text }) => {
    if (!WIRING.test(path) && partOf(path) !== PAGES_SOURCE && ringOf(path) === -1) return [`${path} lies in no ring`];
    return importsOf(text).flatMap((specifier) => {
      const target = localTarget(path, specifier);
      if (target === undefined) return [];
      if (!known.has(target)) return /\.tsx?$/.test(target) ? [`${path} imports ${target}, which does not exist`] : [];
      return mayImport(path, target) ? [] : [`${path} must not import ${target}`];
    });
  });
}

function mayImport(from: string, to: string): boolean {
  if (partOf(from) === PAGES_SOURCE) return partOf(to) === PAGES_SOURCE || PAGE_CONTRACTS.test(to);
  if (partOf(to) === PAGES_SOURCE) return false;
  if (WIRING.test(from)) return true;
  if (WIRING.test(to)) return false;
  return partOf(from) === partOf(to) || ringOf(to) < ringOf(from);
}

/** Imports of packages elsewhere than at their doors, and of the network before the outermost ring. */
export function doorFaults(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap(({ path, text }) =>
    importsOf(text).flatMap((specifier) => {
      const inner = !WIRING.test(path) && ringOf(path) < ADAPTER_RING;
      if (inner && NETWORK_MODULES.test(specifier)) return [`${path} must not import ${specifier}: it is no adapter`];
      const name = packageOf(specifier);
      if (name === undefined || OPEN_PACKAGES.includes(name)) return [];
      const isPage = partOf(path) === PAGES_SOURCE;
      const doors = isPage || BUNDLED.includes(name) ? bundledDoors(name) : DOORS[name];
      if (doors === undefined) return [`${path} imports ${name}, which has no door`];
      return doors.includes(partOf(path)) ? [] : [`${path} must not import ${name}: its door is ${doors.join(', ')}`];
    }),
  );
}

function bundledDoors(name: string): readonly string[] {
  return BUNDLED.includes(name) ? [PAGES_SOURCE] : [];
}

/** Deciding files that reach for the outside world, the time or chance. */
export function purityFaults(files: readonly SourceFile[]): readonly string[] {
  return files
    .filter((file) => PURE.test(file.path))
    .flatMap(({ path, text }) => {
      const modules = importsOf(text).filter((each) => each.startsWith('node:') && !PURE_MODULES.includes(each));
      const ambient = AMBIENT.exec(withoutComments(text));
      return [
        ...modules.map((each) => `${path} decides, and must not import ${each}`),
        ...(ambient === null ? [] : [`${path} decides, and must not use ${ambient[0]}`]),
      ];
    });
}
