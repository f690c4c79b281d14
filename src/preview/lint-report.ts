import { type Fault, formatFault } from '../core/fault.ts';

/** Faults of one kind are told once, with where they were met first and how often. */
export class LintReport {
  readonly #errors = new Map<string, Met>();
  readonly #warnings = new Map<string, Met>();

  /** `where` says what was drawn, when something was. */
  error(fault: Fault, where?: string): void {
    add(this.#errors, fault, where);
  }

  warning(fault: Fault): void {
    add(this.#warnings, fault, undefined);
  }

  get errors(): readonly string[] {
    return [...this.#errors.values()].map(told);
  }

  get warnings(): readonly string[] {
    return [...this.#warnings.values()].map(told);
  }
}

interface Met {
  readonly fault: Fault;
  readonly where: string | undefined;
  times: number;
}

function add(known: Map<string, Met>, fault: Fault, where: string | undefined): void {
  const key = formatFault(fault);
  const met = known.get(key);
  if (met === undefined) known.set(key, { fault, where, times: 1 });
  else met.times += 1;
}

function told({ fault, where, times }: Met): string {
  if (where === undefined) return formatFault(fault);
  const more = times === 1 ? '' : `, and ${times - 1} more`;
  return `${formatFault(fault)} (${where}${more})`;
}
