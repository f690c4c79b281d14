import type { Group } from '../core/group.ts';

/** What templates see of how loud a group got and which response targets it missed, as far as there is any of it. */
export interface EscalationContext {
  /** The number of the last step, from 1, and when it was taken. */
  readonly step: number | undefined;
  readonly at: number | undefined;
  /** The targets that were missed: how soon people were to have it, and it was to be over. */
  readonly acknowledgeMs: number | undefined;
  readonly resolveMs: number | undefined;
}

/** Undefined where there is nothing to tell. */
export function escalationContext({ escalation, response }: Group): EscalationContext | undefined {
  const { step, at } = escalation?.at === undefined ? {} : escalation;
  const { acknowledge: acknowledgeMs, resolve: resolveMs } = response?.late ?? {};
  if ((step ?? acknowledgeMs ?? resolveMs) === undefined) return undefined;
  return { step, at, acknowledgeMs, resolveMs };
}
