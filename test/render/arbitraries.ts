import fc from 'fast-check';
import { type AlertSpec, T0, viewFrom } from './view-builder.ts';

const HOSTILE = [
  '<!channel>',
  '<@U1>',
  '&amp;',
  '```',
  '\u202E',
  '\ud800',
  '<http://x|y>',
  '{{t}}',
  '\r\n',
  '🏳️‍🌈',
  '&',
  '<',
  '>',
  '|',
];

/** Any text: any code units at all, hostile pieces, and now and then very long. */
export const text = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 2, arbitrary: fc.array(fc.constantFrom(...HOSTILE), { maxLength: 8 }).map((parts) => parts.join('')) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...HOSTILE, 'a', ' '), fc.integer({ min: 1, max: 3_000 }))
      .map(([part, times]) => part.repeat(times)),
  },
);
const moment = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: T0 - 1e9, max: T0 + 1e9 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -62135596800000, 8.64e15, 9e15, Number.NaN) },
);
const labels = fc.dictionary(fc.oneof(fc.constantFrom('alertname', 'severity', 'instance', 'job'), text), text, {
  maxKeys: 12,
});
const annotations = fc.dictionary(
  fc.constantFrom('summary', 'description', 'runbook_url', 'dashboard_url', 'message'),
  fc.oneof(text, fc.webUrl({ withQueryParameters: true, withFragments: true })),
);
const alert: fc.Arbitrary<AlertSpec> = fc.record(
  {
    labels,
    annotations,
    status: fc.constantFrom('firing' as const, 'resolved' as const, 'unreported' as const),
    startsAt: moment,
    endsAt: moment,
    generatorURL: fc.oneof(text, fc.webUrl()),
    news: fc.constantFrom('fresh' as const, 'refired' as const, 'resolved' as const, 'unreported' as const),
  },
  { requiredKeys: [] },
);
/** Few different alerts, or up to 5 000 that repeat them. */
const alerts = fc
  .tuple(
    fc.array(alert, { maxLength: 12 }),
    fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, fc.integer({ min: 2, max: 400 })),
  )
  .map(([some, times]) => Array.from({ length: times }, () => some).flat());
/** Any group's view. */
export const groupView = fc
  .record({
    alerts,
    posted: fc.boolean(),
    groupLabels: fc.dictionary(text, text, { maxKeys: 4 }),
    truncated: fc.nat(),
    unconfirmed: fc.nat({ max: 9 }),
  })
  .map((spec) => viewFrom(spec));
