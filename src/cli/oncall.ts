import { nameHint } from '../core/name-hint.ts';
import { type Layer, nextHandover, onCallAt, type Schedule } from '../routing/on-call.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { type Arguments, type Command, EXIT, usage } from './command.ts';
import { CONFIG_HELP, configDirOf, requireConfiguration, tenantOf, withPlaceholders } from './configuration.ts';
import { timeFrom } from './time-from.ts';

const HELP = `Prints who is on call, and who is next, as escalation.yaml of the tenant has it.

Use: tocsin oncall --tenant TENANT [--schedule NAME] [--at TIME]

Times are in the schedule's time zone. Of a schedule that is a user group in Slack only Slack knows the members.

Options:
  --tenant TENANT    the tenant whose schedules are asked
  --schedule NAME    only this schedule
  --at TIME          when (now), such as 2026-12-24T18:00:00Z
${CONFIG_HELP}

Examples:
  tocsin oncall --tenant acme
  tocsin oncall --tenant acme --schedule platform --at 2026-12-24T18:00:00Z

Exit codes: 0 answered; 1 invalid configuration; 2 wrong use.`;

export const oncall: Command = {
  help: HELP,
  options: { tenant: 'value', schedule: 'value', at: 'value', config: 'value' },
  async run(given, env) {
    given.need('tenant');
    const at = timeFrom(given.value('at'));
    const { tenants } = await requireConfiguration(configDirOf(given, env), withPlaceholders(env));
    const schedules = schedulesOf(given, tenantOf(given, tenants));
    console.log(schedules.flatMap((schedule) => scheduleLines(schedule, at)).join('\n'));
    return EXIT.ok;
  },
};

function schedulesOf(given: Arguments, { id, schedules }: Tenant): readonly Schedule[] {
  const name = given.value('schedule');
  if (schedules.length === 0) throw usage(`tenant ${id} has no schedules; docs/escalation.md shows how to write one`);
  if (name === undefined) return schedules;
  const found = schedules.filter((schedule) => schedule.name === name);
  if (found.length > 0) return found;
  const names = schedules.map((schedule) => schedule.name);
  throw usage(`tenant ${id} has no schedule ${JSON.stringify(name)}; ${nameHint(name, names)}`);
}

function scheduleLines({ name, timeZone, layers, userGroup }: Schedule, at: number): readonly string[] {
  if (userGroup !== undefined) return [name, `  whoever is in the user group ${userGroup}`];
  const width = Math.max(...layers.map((layer) => layer.name.length));
  return [`${name} (${timeZone})`, ...layers.map((layer) => layerLine(layer, { at, timeZone, width }))];
}

function layerLine(
  layer: Layer,
  { at, timeZone, width }: { readonly at: number; readonly timeZone: string; readonly width: number },
): string {
  const { who, override } = onCallAt(layer, at);
  const next = nextHandover(layer, at);
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'full', timeStyle: 'short' });
  const why = override === undefined ? '' : ', by an override';
  const until = next === undefined ? ', followed by nobody' : ` until ${format.format(next.at)}, then ${next.who}`;
  return `  ${layer.name.padEnd(width)}  ${who}${why}${until}`;
}
