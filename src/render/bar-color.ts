import type { Severity } from '../core/severity.ts';
import type { Subject } from './subject.ts';

/**
 * Colours of the bar beside a message. Each also differs from the others in lightness, or on the yellow-blue axis that
 * the common kinds of colour blindness leave intact: a test simulates them. Resolved and info are those of Okabe and Ito's
 * palette (jfly.uni-koeln.de/color). A colour never stands alone: emoji and word say the same in the header.
 */
const SEVERITY_COLORS: Readonly<Record<Severity, string>> = {
  critical: '#A30021',
  error: '#E8590C',
  warning: '#F2C037',
  info: '#0072B2',
  none: '#6B7280',
};
const RESOLVED_COLOR = '#4CC9A0';
/** Nobody knows: neither an alarm's colour nor the all-clear. */
const DOUBTFUL_COLOR = '#B8BCC4';

export function barColor({ status, severity }: Subject): string {
  if (status === 'firing') return SEVERITY_COLORS[severity];
  return status === 'resolved' ? RESOLVED_COLOR : DOUBTFUL_COLOR;
}
