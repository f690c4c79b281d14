import { Cluster, type Redis } from 'ioredis';

/** Scripts that take several calls at once: see scripts/many-calls.ts. */
export type ManyCallsScript = 'tocsinAccept' | 'tocsinCommit' | 'tocsinAdmit';

/** What one call of a script is given: the number of keys, keys, arguments. */
export type CallParameters = readonly (string | number)[];

/**
 * Calls a script along with what else calls it in this turn of the event loop. `hashTag` is that of all its keys.
 * Rejects as the call alone would.
 */
export type CallTogether = (script: ManyCallsScript, hashTag: string, parameters: CallParameters) => Promise<unknown>;

interface Call {
  readonly parameters: CallParameters;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
}

interface Batch {
  readonly script: ManyCallsScript;
  readonly calls: Call[];
  characters: number;
}

/** Redis does nothing else while it carries out one command: so many calls take it about two milliseconds. */
const MAX_CALLS = 32;

/** Beyond that a command is sent without waiting for others; one of 5 000 alerts has some millions by itself. */
const MAX_CHARACTERS = 65_536;

/** The calls of one turn, which `send` sends at its end. */
export class CallsTogether {
  readonly #client: Redis | Cluster;
  /** By script, and in a Cluster by hash tag, as one command goes to one node. */
  readonly #batches = new Map<string, Batch>();

  constructor(client: Redis | Cluster) {
    this.#client = client;
  }

  readonly call: CallTogether = (script, hashTag, parameters) =>
    new Promise((resolve, reject) => {
      const name = this.#client instanceof Cluster ? `${script} ${hashTag}` : script;
      let batch = this.#batches.get(name);
      if (batch === undefined) {
        batch = { script, calls: [], characters: 0 };
        this.#batches.set(name, batch);
      }
      batch.calls.push({ parameters, resolve, reject });
      batch.characters += charactersOf(parameters);
      if (batch.calls.length < MAX_CALLS && batch.characters < MAX_CHARACTERS) return;
      this.#batches.delete(name);
      this.#send(batch);
    });

  send(): void {
    const batches = [...this.#batches.values()];
    this.#batches.clear();
    for (const batch of batches) this.#send(batch);
  }

  #send({ script, calls }: Batch): void {
    this.#client[script](parametersOf(calls)).then(
      (answers) => settle(calls, answers),
      (error: unknown) => {
        for (const { reject } of calls) reject(error);
      },
    );
  }
}

function charactersOf(parameters: CallParameters): number {
  let characters = 0;
  for (const parameter of parameters) if (typeof parameter === 'string') characters += parameter.length;
  return characters;
}

function parametersOf(calls: readonly Call[]): CallParameters {
  const keys: (string | number)[] = [0];
  const values: (string | number)[] = [];
  for (const { parameters } of calls) {
    const end = 1 + Number(parameters[0]);
    for (let i = 1; i < end; i++) keys.push(parameters[i] ?? '');
    values.push(end - 1, parameters.length - end);
    for (let i = end; i < parameters.length; i++) values.push(parameters[i] ?? '');
  }
  keys[0] = keys.length - 1;
  for (const value of values) keys.push(value);
  return keys;
}

function settle(calls: readonly Call[], answers: unknown): void {
  for (const [index, { resolve, reject }] of calls.entries()) {
    const answer = Array.isArray(answers) ? answers[index] : undefined;
    if (answer === undefined) reject(new Error(`Redis answered ${calls.length} calls with something else`));
    else if (answer instanceof Error) reject(answer);
    else resolve(answer);
  }
}
