import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LabelSet } from '../../src/core/alert.ts';
import type { RouteConfig } from '../../src/routing/route-config.ts';

/** One question to Alertmanager's own tool. */
export interface Question {
  readonly route: RouteConfig;
  readonly receivers: readonly string[];
  readonly labels: LabelSet;
}

/** The receivers' names in order and parted by commas, or undefined when amtool refuses the configuration. */
export type Answer = string | undefined;

/** The root's receiver, where trees stand side by side: each of them takes every alert. */
const NOBODY = 'nobody';

/** Two processes at a time: the machine has two cores. */
const CONCURRENCY = 2;

/**
 * Puts all questions to `amtool config routes test`, one process for each group, and answers in their order. The
 * questions of a group must have no label name and no receiver in common: a process takes one tree and one label set, so
 * their trees stand side by side below one root and their labels are one set.
 */
export async function askAmtool(groups: readonly (readonly Question[])[]): Promise<readonly Answer[]> {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-amtool-'));
  const answers: (readonly Answer[])[] = [];
  let next = 0;
  const work = async (file: string): Promise<void> => {
    for (let index = next++; index < groups.length; index = next++) {
      const group = groups[index];
      if (group !== undefined) answers[index] = await ask(group, { file, home: folder });
    }
  };
  try {
    await Promise.all(Array.from({ length: CONCURRENCY }, (_, slot) => work(join(folder, `${slot}.yml`))));
  } finally {
    await rm(folder, { recursive: true });
  }
  return answers.flat();
}

async function ask(group: readonly Question[], at: { file: string; home: string }): Promise<readonly Answer[]> {
  const together = sideBySide(group);
  const answer = await askOne(together, at);
  if (answer === undefined) return group.map(() => undefined);
  const named = answer.split(',');
  return group.map(({ receivers }) => named.filter((name) => receivers.includes(name)).join(','));
}

function sideBySide(group: readonly Question[]): Question {
  const [first, ...others] = group;
  if (first !== undefined && others.length === 0) return first;
  return {
    route: { receiver: NOBODY, routes: group.map(({ route }) => ({ ...route, continue: true })) },
    receivers: [NOBODY, ...group.flatMap(({ receivers }) => receivers)],
    labels: Object.assign({}, ...group.map(({ labels }) => labels)),
  };
}

async function askOne({ route, receivers, labels }: Question, at: { file: string; home: string }): Promise<Answer> {
  await writeFile(at.file, toYaml({ route, receivers: receivers.map((name) => ({ name })) }));
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  const args = ['config', 'routes', 'test', `--config.file=${at.file}`, '--', ...pairs];
  return new Promise((resolve, reject) => {
    execFile('amtool', args, { env: { ...process.env, HOME: at.home } }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout.trimEnd());
      else if (error.code === 'ENOENT') reject(new Error('amtool is missing: apt-get install prometheus-alertmanager'));
      else if (/failed to (?:load|parse) config|bad matcher|error parsing regexp|matcher value/i.test(stderr)) {
        resolve(undefined);
      } else reject(new Error(`amtool failed: ${stderr}`, { cause: error }));
    });
  });
}

/** Escapes a value as matchers and amtool's labels have it. */
export function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

/** JSON with everything beyond printable ASCII escaped as Go's YAML reader wants it. */
function toYaml(value: unknown): string {
  return JSON.stringify(value).replace(/[^ -~]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\U${code.toString(16).padStart(8, '0')}`;
  });
}
