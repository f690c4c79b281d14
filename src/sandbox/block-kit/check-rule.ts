import { parseUrl } from '../../core/parse-url.ts';
import type { ListRule, NumberRule, ObjectRule, Rule, StringRule, UnionRule } from './rules.ts';
import { codePoints, escapedLength } from './text-length.ts';

/** One thing that Slack would refuse: where (a JSON pointer into the request) and why, in Slack's own words where known. */
export interface BlockFault {
  readonly pointer: string;
  readonly message: string;
}

/** What a link may open. Slack refuses others; the list errs on the side of refusal. */
const URL_SCHEMES = new Set(['http:', 'https:', 'mailto:', 'tel:', 'slack:']);

/** All faults of a value against a rule, in the order of the value. */
export function checkRule(rule: Rule, value: unknown, pointer: string): readonly BlockFault[] {
  switch (rule.kind) {
    case 'string':
      return checkString(rule, value, pointer);
    case 'number':
      return checkNumber(rule, value, pointer);
    case 'boolean':
      return typeof value === 'boolean' ? [] : fault(pointer, 'must provide a boolean');
    case 'list':
      return checkList(rule, value, pointer);
    case 'object':
      return checkObject(rule, value, pointer, []);
    case 'union':
      return checkUnion(rule, value, pointer);
    default:
      return rule satisfies never;
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fault(pointer: string, message: string): readonly BlockFault[] {
  return [{ pointer, message }];
}

function checkString(rule: StringRule, value: unknown, pointer: string): readonly BlockFault[] {
  if (typeof value !== 'string') return fault(pointer, 'must provide a string');
  return checkLength(rule, value, pointer) ?? checkForm(rule, value, pointer);
}

function checkLength(rule: StringRule, value: string, pointer: string): readonly BlockFault[] | undefined {
  const length = lengthOf(rule, value);
  if (length < rule.min) return fault(pointer, `must be more than ${rule.min - 1} characters`);
  if (rule.max !== undefined && length > rule.max)
    return fault(pointer, `must be less than ${rule.max + 1} characters`);
  return undefined;
}

function lengthOf(rule: StringRule, value: string): number {
  return rule.format === undefined || rule.format === 'url' ? codePoints(value) : escapedLength(value, rule.format);
}

function checkForm(rule: StringRule, value: string, pointer: string): readonly BlockFault[] {
  if (rule.values !== undefined && !rule.values.includes(value)) {
    return fault(pointer, `value must be one of: ${rule.values.join(', ')}`);
  }
  if (rule.pattern !== undefined && !rule.pattern.test(value))
    return fault(pointer, 'does not match the required format');
  if (rule.format === 'url' && !isOpenable(value)) return fault(pointer, 'must be a valid URL');
  return [];
}

function isOpenable(value: string): boolean {
  const url = parseUrl(value);
  return url !== undefined && URL_SCHEMES.has(url.protocol);
}

function checkNumber(rule: NumberRule, value: unknown, pointer: string): readonly BlockFault[] {
  if (typeof value !== 'number') return fault(pointer, 'must provide a number');
  if (rule.min !== undefined && value < rule.min) return fault(pointer, `must be at least ${rule.min}`);
  if (rule.max !== undefined && value > rule.max) return fault(pointer, `must be at most ${rule.max}`);
  return [];
}

function checkList(rule: ListRule, value: unknown, pointer: string): readonly BlockFault[] {
  if (!Array.isArray(value)) return fault(pointer, 'must provide an array');
  const faults: BlockFault[] = [];
  if (value.length < rule.min) faults.push({ pointer, message: `no fewer than ${rule.min} items allowed` });
  if (rule.max !== undefined && value.length > rule.max) {
    faults.push({ pointer, message: `no more than ${rule.max} items allowed` });
  }
  for (const [index, item] of value.entries()) faults.push(...checkRule(rule.of, item, `${pointer}/${index}`));
  return faults;
}

function checkUnion(rule: UnionRule, value: unknown, pointer: string): readonly BlockFault[] {
  if (!isObject(value)) return fault(pointer, 'must provide an object');
  const { type } = value;
  if (type === undefined) return fault(pointer, 'missing required field: type');
  const types = rule.types();
  const chosen = typeof type === 'string' && Object.hasOwn(types, type) ? types[type] : undefined;
  if (chosen === undefined) return fault(`${pointer}/type`, `unsupported type: ${String(type)}`);
  return checkObject(chosen, value, pointer, ['type']);
}

function checkObject(
  rule: ObjectRule,
  value: unknown,
  pointer: string,
  known: readonly string[],
): readonly BlockFault[] {
  if (!isObject(value)) return fault(pointer, 'must provide an object');
  const missing = Object.keys(rule.required)
    .filter((name) => value[name] === undefined)
    .map((name) => ({ pointer, message: `missing required field: ${name}` }));
  const wrong = Object.entries(value)
    .filter(([name, item]) => item !== undefined && !known.includes(name))
    .flatMap(([name, item]) => checkField(rule, name, item, pointer));
  return [...missing, ...wrong, ...checkChoice(rule, value, pointer)];
}

function checkField(rule: ObjectRule, name: string, item: unknown, pointer: string): readonly BlockFault[] {
  const field = fieldOf(rule, name);
  if (field === undefined) return fault(pointer, `invalid additional property: ${name}`);
  return checkRule(field, item, `${pointer}/${escapePointer(name)}`);
}

function fieldOf(rule: ObjectRule, name: string): Rule | undefined {
  if (Object.hasOwn(rule.required, name)) return rule.required[name];
  return Object.hasOwn(rule.optional, name) ? rule.optional[name] : undefined;
}

function checkChoice(
  rule: ObjectRule,
  value: Readonly<Record<string, unknown>>,
  pointer: string,
): readonly BlockFault[] {
  if (rule.choice === undefined) return [];
  const present = rule.choice.fields.filter((name) => value[name] !== undefined).length;
  const names = rule.choice.fields.map((name) => `\`${name}\``).join(' or ');
  if (present === 0) return fault(pointer, `must define either ${names}`);
  if (present > 1 && rule.choice.atMostOne) return fault(pointer, `must define only one of ${names}`);
  return [];
}

/** RFC 6901. */
function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
