/** What a Slack method answers: always HTTP 200 with `ok`. */
export type Answer = Accepted | Refusal;

export interface Accepted {
  readonly ok: true;
  readonly [field: string]: unknown;
}

export interface Refusal {
  readonly ok: false;
  readonly error: string;
  readonly [field: string]: unknown;
}

export function accept(fields: Readonly<Record<string, unknown>> = {}): Accepted {
  return { ok: true, ...fields };
}

export function refuse(error: string, fields: Readonly<Record<string, unknown>> = {}): Refusal {
  return { ok: false, error, ...fields };
}

export function isRefusal(value: object): value is Refusal {
  return 'ok' in value && value.ok === false;
}
