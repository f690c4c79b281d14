import { basename, join } from 'node:path';
import type { Env } from '../config/substitute-env.ts';
import { askSlack, oneOfEachShape } from '../preview/ask-slack.ts';
import { type Linted, lint } from '../preview/lint.ts';
import type { Drawn } from '../preview/lint-drawings.ts';
import { LintReport } from '../preview/lint-report.ts';
import type { RenderingSource } from '../preview/load-rendering.ts';
import { isLocaleTag } from '../tenants/locale-and-zone.ts';
import { listFolder } from '../tenants/tenant-folder.ts';
import { type Arguments, type Command, counted, EXIT, usage } from './command.ts';
import { CONFIG_HELP, configDirOf, PRODUCT_SOURCE, requireEnvironment, tenantFolderOf } from './configuration.ts';

const HELP = `Draws every template with every fixture in every language, and tells what is wrong, with file, line and column.

Use: tocsin template lint [--tenant TENANT] [--slack] [options] [FOLDER …]

The product's own templates are looked at, and those of all tenants that have some; a FOLDER is one that holds templates/
or locales/ as a tenant's does. Errors are: files that cannot be read, drawings that fail or that Slack would refuse,
markup that came out of data, phrases that are missing, that take other values or that nothing reads, names that are
never read. A label or annotation that no fixture sets is a warning. No secrets are needed.

Options:
  --tenant TENANT    only this tenant, its files laid over the product's
  --template NAMES   draw only these templates, separated by commas
  --locale LOCALES   only these languages, separated by commas, such as de,en
  --slack            also ask Slack itself (blocks.validate, which needs no token), once for each shape of message and one
                     a second; SLACK_API_URL says where
${CONFIG_HELP}

Examples:
  tocsin template lint
  tocsin template lint --tenant acme --locale de,en
  tocsin template lint --slack --template default

Exit codes: 0 no errors; 1 errors, or Slack could not be asked; 2 wrong use.`;

/** Slack's advice for any method; a stand-in on this machine need not be spared. */
const PAUSE_MS = 1_000;

export const templateLint: Command = {
  help: HELP,
  options: { tenant: 'value', template: 'value', locale: 'value', slack: 'flag', config: 'value' },
  operands: { atLeast: 0, what: 'a folder' },
  async run(given, env) {
    const sources = await sourcesOf(given, env);
    const only = { locales: localesOf(given), templates: given.value('template')?.split(',') };
    const report = new LintReport();
    const linted: Linted[] = [];
    for (const source of sources) linted.push(await lint(source, report, only));
    const drawn = linted.flatMap((each) => each.drawn);
    if (drawn.length === 0 && report.errors.length === 0) throw usage('there is no such template; nothing was drawn');
    if (given.has('slack')) await askAbout(drawn, report, env);
    return tell(report, linted);
  },
};

async function sourcesOf(given: Arguments, env: Env): Promise<readonly RenderingSource[]> {
  const configDir = configDirOf(given, env);
  if (given.value('tenant') !== undefined) {
    return [{ ...PRODUCT_SOURCE, tenant: await tenantFolderOf(given, configDir) }];
  }
  if (given.operands.length > 0) return await Promise.all(given.operands.map(sourceIn));
  const tenantsDir = join(configDir, 'tenants');
  const { entries } = await listFolder(tenantsDir);
  const sources: RenderingSource[] = [PRODUCT_SOURCE];
  for (const { name } of entries.filter(({ isFolder }) => isFolder)) {
    const folder = join(tenantsDir, name);
    if (await hasOwnFiles(folder)) sources.push({ ...PRODUCT_SOURCE, tenant: { name, folder } });
  }
  return sources;
}

async function sourceIn(folder: string): Promise<RenderingSource> {
  if (await hasOwnFiles(folder)) return { ...PRODUCT_SOURCE, tenant: { name: basename(folder), folder } };
  throw usage(`${folder} holds neither templates/ nor locales/`);
}

async function hasOwnFiles(folder: string): Promise<boolean> {
  const { entries } = await listFolder(folder);
  return entries.some(({ name, isFolder }) => isFolder && (name === 'templates' || name === 'locales'));
}

function localesOf(given: Arguments): readonly string[] | undefined {
  const locales = given.value('locale')?.split(',');
  const bad = locales?.find((locale) => !isLocaleTag(locale));
  if (bad === undefined) return locales;
  throw usage(`--locale must be languages such as de,en, not ${JSON.stringify(bad)}`);
}

async function askAbout(drawn: readonly Drawn[], report: LintReport, env: Env): Promise<void> {
  const { slackApiUrl } = await requireEnvironment(env);
  const isHere = ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(slackApiUrl).hostname);
  const shapes = oneOfEachShape(drawn);
  console.log(`Asking ${slackApiUrl} about ${shapes.length} messages, one of each shape.`);
  await askSlack(shapes, { apiUrl: slackApiUrl, pauseMs: isHere ? 0 : PAUSE_MS }, report);
}

function tell(report: LintReport, linted: readonly Linted[]): number {
  const { errors, warnings } = report;
  for (const warning of warnings) console.error(`warning: ${warning}`);
  for (const error of errors) console.error(error);
  const most = (count: (each: Linted) => number): number => Math.max(0, ...linted.map(count));
  const messages = linted.reduce((sum, { drawn }) => sum + drawn.length, 0);
  const what = `${counted(
    most(({ templates }) => templates),
    'template',
  )}, ${counted(
    most(({ fixtures }) => fixtures),
    'fixture',
  )}, ${counted(
    most(({ locales }) => locales),
    'language',
  )}`;
  const found = `${counted(errors.length, 'error')}, ${counted(warnings.length, 'warning')}`;
  console.log(`${what}: ${counted(messages, 'message')} drawn, ${found}.`);
  return errors.length === 0 ? EXIT.ok : EXIT.notOk;
}
