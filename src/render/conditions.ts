import { isTrue, type Scope } from './scope.ts';

/** Works out a value while a template runs. */
export type Evaluate = (scope: Scope) => unknown;

const NOTHING: Evaluate = () => undefined;

/** What conditions are made of. They are two of five calls in a template, so they do without a call's bookkeeping. */
const CONDITIONS: ReadonlyMap<string, (args: readonly Evaluate[]) => Evaluate> = new Map([
  [
    'eq',
    ([left = NOTHING, right = NOTHING]) =>
      (scope) =>
        left(scope) === right(scope),
  ],
  [
    'ne',
    ([left = NOTHING, right = NOTHING]) =>
      (scope) =>
        left(scope) !== right(scope),
  ],
  [
    'not',
    ([value = NOTHING]) =>
      (scope) =>
        !isTrue(value(scope)),
  ],
  ['and', (args) => (scope) => untilDecided(args, scope, false)],
  ['or', (args) => (scope) => untilDecided(args, scope, true)],
]);

/** The condition of that name; undefined when it is none. */
export function compileCondition(name: string, args: readonly Evaluate[]): Evaluate | undefined {
  return CONDITIONS.get(name)?.(args);
}

/** As in JavaScript: the value that decides, else the last one, so that `or` also gives the first value that there is. */
function untilDecided(args: readonly Evaluate[], scope: Scope, by: boolean): unknown {
  let value: unknown;
  for (const evaluate of args) {
    value = evaluate(scope);
    if (isTrue(value) === by) break;
  }
  return value;
}
