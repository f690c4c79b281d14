import type { Severity } from '../core/severity.ts';

/** Each differs from the others in shape as well as in colour. */
export const SEVERITY_EMOJI: Readonly<Record<Severity, string>> = {
  critical: '🚨',
  error: '🔴',
  warning: '⚠️',
  info: 'ℹ️',
  none: '🔔',
};
