import { parseArgs } from 'node:util';
import type { Env } from '../config/substitute-env.ts';
import { TocsinError } from '../core/errors.ts';
import { nameHint } from '../core/name-hint.ts';

/** Exit codes of every command, as `--help` tells them. */
export const EXIT = { ok: 0, notOk: 1, usage: 2 } as const;

/** One command of the command line. */
export interface Command {
  /** What `--help` prints: use, options, examples, exit codes. */
  readonly help: string;
  /** Options by name: `value` takes one, `flag` takes none. */
  readonly options: Readonly<Record<string, 'value' | 'flag'>>;
  /** What may follow besides options, in words for whom it misses; none when absent. */
  readonly operands?: { readonly atLeast: number; readonly what: string };
  /** Does the work, prints the answer to stdout and problems to stderr; resolves with the exit code. */
  run(given: Arguments, env: Env): Promise<number>;
}

/** What stood on the command line, checked against the command's options. */
export class Arguments {
  readonly operands: readonly string[];
  readonly #values: ReadonlyMap<string, string>;

  constructor(values: ReadonlyMap<string, string>, operands: readonly string[]) {
    this.#values = values;
    this.operands = operands;
  }

  has(flag: string): boolean {
    return this.#values.has(flag);
  }

  value(option: string): string | undefined {
    return this.#values.get(option);
  }

  /** The option's value; a usage error when it was not given. */
  need(option: string): string {
    const value = this.value(option);
    if (value === undefined) throw usage(`--${option} is missing`);
    return value;
  }
}

export function usage(message: string): TocsinError {
  return new TocsinError('usage', message);
}

/** Reads the arguments behind the command's name. Throws a usage error that says what is wrong and what was meant. */
export function readArguments(command: Command, argv: readonly string[]): Arguments {
  const kinds = Object.entries(command.options);
  const options = Object.fromEntries(
    kinds.map(([name, kind]) => [name, { type: kind === 'value' ? 'string' : 'boolean' } as const]),
  );
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true });
  const values = new Map<string, string>();
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value);
    if (token.kind === 'option') values.set(token.name, readValue(command, token));
  }
  checkOperands(command, operands);
  return new Arguments(values, operands);
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function readValue(command: Command, { name, rawName, value, inlineValue }: OptionToken): string {
  const kind = Object.hasOwn(command.options, name) ? command.options[name] : undefined;
  if (kind === undefined || !rawName.startsWith('--')) {
    const known = [...Object.keys(command.options), 'help'].map((each) => `--${each}`);
    throw usage(`unknown option ${rawName}; ${nameHint(rawName, known)}`);
  }
  if (kind === 'flag') {
    if (value !== undefined) throw usage(`--${name} takes no value`);
    return '';
  }
  const isNextOption = inlineValue === false && value !== undefined && /^-./.test(value);
  if (value === undefined || value === '' || isNextOption) throw usage(`--${name} needs a value`);
  return value;
}

function checkOperands(command: Command, operands: readonly string[]): void {
  const [unwanted] = operands;
  if (command.operands === undefined) {
    if (unwanted !== undefined) throw usage(`unexpected argument ${JSON.stringify(unwanted)}`);
  } else if (operands.length < command.operands.atLeast) {
    throw usage(`${command.operands.what} is missing`);
  }
}

export function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535;
}

/** `1 fault`, `2 faults`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
