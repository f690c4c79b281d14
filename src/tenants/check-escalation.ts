/** What of escalation.yaml, and of the receivers that name its policies, refers to something that is not there. */
import { type ConfigPath, valueAt } from '../config/config-path.ts';
import { type ConfigSource, faultAt } from '../config/yaml-source.ts';
import type { Fault } from '../core/fault.ts';
import { nameHint } from '../core/name-hint.ts';

export interface EscalationSources {
  readonly routing: ConfigSource;
  readonly receivers: ConfigSource;
  readonly escalation: ConfigSource;
}

/** Looks at the data as it stands, as `checkReferences` does: values of a wrong type are left to the schemas. */
export function checkEscalation(sources: EscalationSources): readonly Fault[] {
  const { escalation } = sources;
  return [
    ...checkReceivers(sources),
    ...doubleNames(escalation, ['policies']),
    ...doubleNames(escalation, ['schedules']),
    ...indexesOf(escalation, ['schedules']).flatMap((index) => checkSchedule(escalation, ['schedules', index])),
    ...indexesOf(escalation, ['policies']).flatMap((index) => checkPolicy(sources, ['policies', index])),
  ];
}

/** Policies that no receiver names. */
export function unusedPolicies({ receivers, escalation }: EscalationSources): readonly Fault[] {
  const used = new Set(indexesOf(receivers, ['receivers']).map((index) => policyNamedBy(receivers, index)));
  return indexesOf(escalation, ['policies']).flatMap((index) => {
    const path = ['policies', index, 'name'];
    const name = valueAt(escalation.value, path);
    if (typeof name !== 'string' || used.has(name)) return [];
    const hint = `write "escalation: ${name}" at a receiver in receivers.yaml, or delete it`;
    return [faultAt(escalation, path, 'no receiver names this policy', hint)];
  });
}

function policyNamedBy({ value }: ConfigSource, index: number): unknown {
  return valueAt(value, ['receivers', index, 'escalation']);
}

function checkReceivers({ receivers, escalation }: EscalationSources): readonly Fault[] {
  const known = namesIn(escalation, ['policies']);
  return indexesOf(receivers, ['receivers']).flatMap((index) => {
    const name = policyNamedBy(receivers, index);
    if (typeof name !== 'string' || known.includes(name)) return [];
    const hint = known.length === 0 ? 'write it in escalation.yaml, under policies' : nameHint(name, known);
    return [faultAt(receivers, ['receivers', index, 'escalation'], 'there is no policy of this name', hint)];
  });
}

function checkPolicy({ routing, escalation }: EscalationSources, at: ConfigPath): readonly Fault[] {
  const intervals = namesIn(routing, ['time_intervals']);
  const quiet = [...at, 'quiet', 'time_intervals'];
  return [
    ...indexesOf(escalation, [...at, 'steps']).flatMap((index) => checkStep(escalation, [...at, 'steps', index])),
    ...indexesOf(escalation, quiet).flatMap((index) => {
      const name = valueAt(escalation.value, [...quiet, index]);
      if (typeof name !== 'string' || intervals.includes(name)) return [];
      const hint =
        intervals.length === 0 ? 'write it in routing.yaml, under time_intervals' : nameHint(name, intervals);
      return [faultAt(escalation, [...quiet, index], 'routing.yaml has no time interval of this name', hint)];
    }),
  ];
}

/** What is written like the name of a schedule, or of a layer of one. */
const SCHEDULE_NAME = /^[a-z0-9][a-z0-9_-]*(?:\/[a-z0-9][a-z0-9_-]*)?$/;

function checkStep(escalation: ConfigSource, at: ConfigPath): readonly Fault[] {
  return ['mention', 'direct_message'].flatMap((key) =>
    indexesOf(escalation, [...at, key]).flatMap((index) => {
      const path = [...at, key, index];
      const name = valueAt(escalation.value, path);
      if (typeof name !== 'string' || !SCHEDULE_NAME.test(name)) return [];
      const problem = problemWith(name, escalation, key === 'direct_message');
      return problem === undefined ? [] : [faultAt(escalation, path, ...problem)];
    }),
  );
}

function problemWith(
  name: string,
  escalation: ConfigSource,
  isDirect: boolean,
): readonly [reason: string, hint: string] | undefined {
  const known = namesIn(escalation, ['schedules']);
  const [scheduleName = '', layerName] = name.split('/');
  const index = indexesOf(escalation, ['schedules']).find(
    (each) => valueAt(escalation.value, ['schedules', each, 'name']) === scheduleName,
  );
  if (index === undefined) {
    const hint = known.length === 0 ? 'write it in this file, under schedules' : nameHint(scheduleName, known);
    return ['there is no schedule of this name', hint];
  }
  const isGroup = typeof valueAt(escalation.value, ['schedules', index, 'user_group']) === 'string';
  if (isGroup && isDirect) return ['is a user group, which gets no direct messages', 'mention it instead'];
  const layers = layerNames(escalation, ['schedules', index]);
  if (layerName === undefined || layers.includes(layerName)) return undefined;
  const hint = layers.length === 0 ? 'name the schedule alone' : nameHint(layerName, layers);
  return ['the schedule has no layer of this name', hint];
}

function checkSchedule(escalation: ConfigSource, at: ConfigPath): readonly Fault[] {
  const layers = layerNames(escalation, at);
  const overrides = [...at, 'overrides'];
  return [
    ...doubleNames(escalation, [...at, 'layers']),
    ...indexesOf(escalation, overrides).flatMap((index) => {
      const path = [...overrides, index, 'layer'];
      const name = valueAt(escalation.value, path);
      if (typeof name !== 'string' || layers.length === 0 || layers.includes(name)) return [];
      return [faultAt(escalation, path, 'the schedule has no layer of this name', nameHint(name, layers))];
    }),
  ];
}

/** A layer without a name has its number. */
function layerNames(escalation: ConfigSource, at: ConfigPath): readonly string[] {
  return indexesOf(escalation, [...at, 'layers']).map((index) =>
    String(valueAt(escalation.value, [...at, 'layers', index, 'name']) ?? index + 1),
  );
}

function doubleNames(source: ConfigSource, list: ConfigPath): readonly Fault[] {
  const seen = new Map<string, number>();
  return indexesOf(source, list).flatMap((index) => {
    const path = [...list, index, 'name'];
    const name = valueAt(source.value, path);
    if (typeof name !== 'string') return [];
    const first = seen.get(name);
    if (first === undefined) seen.set(name, index);
    return first === undefined
      ? []
      : [faultAt(source, path, `${String(list.at(-1))}[${first}] has this name too`, 'rename one of them')];
  });
}

function namesIn(source: ConfigSource, list: ConfigPath): readonly string[] {
  return indexesOf(source, list)
    .map((index) => valueAt(source.value, [...list, index, 'name']))
    .filter((name) => typeof name === 'string');
}

function indexesOf(source: ConfigSource, list: ConfigPath): readonly number[] {
  const value = valueAt(source.value, list);
  return Array.isArray(value) ? [...value.keys()] : [];
}
