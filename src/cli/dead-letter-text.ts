/** Dead letters as lines for a terminal. */
import { z } from 'zod';
import { textTable } from './text-table.ts';

const Labels = z.record(z.string(), z.string());

/** What is read of a line of the list; more is let pass. */
export const Letter = z.object({
  id: z.string(),
  receiver: z.string(),
  groupLabels: Labels,
  state: z.string(),
  severity: z.string(),
  counts: z.object({ firing: z.number(), unreported: z.number(), resolved: z.number(), truncated: z.number() }),
  reason: z.string(),
  detail: z.string(),
  givenUpAt: z.string(),
  failingSince: z.string().optional(),
  lastTriedAt: z.string().optional(),
  attempts: z.number(),
  hasNews: z.boolean(),
  message: z.object({ team: z.string(), channel: z.string(), ts: z.string(), postedAt: z.string() }).optional(),
});
export type Letter = z.infer<typeof Letter>;

export const LetterDetails = Letter.extend({
  upstreamReceiver: z.string(),
  groupKey: z.string(),
  peers: z.array(z.string()),
  alerts: z.array(
    z.object({
      status: z.string(),
      startsAt: z.string(),
      labels: Labels,
      annotations: Labels,
      generatorURL: z.string(),
    }),
  ),
});
export type LetterDetails = z.infer<typeof LetterDetails>;

/** Longer labels are cut in the list. */
const MAX_GROUP_CHARS = 60;

/**
 * Labels and annotations come from whoever may send a webhook: what would move a terminal's cursor, change its colours or
 * turn its writing around stands as a question mark.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '?');
}

export function tableOf(letters: readonly Letter[]): string {
  const rows = letters.map((letter) => [
    letter.id,
    minuteOf(letter.givenUpAt),
    letter.reason,
    letter.receiver,
    `${letter.state} ${letter.severity}`,
    cut(labelsOf(letter.groupLabels)),
  ]);
  const all = [['ID', 'GIVEN UP (UTC)', 'REASON', 'RECEIVER', 'STATE', 'GROUP'], ...rows].map((row) =>
    row.map(printable),
  );
  return textTable(all);
}

export function describeLetter(letter: LetterDetails, tenant: string): string {
  const { message, counts } = letter;
  const truncated = counts.truncated > 0 ? `, ${counts.truncated} left out for their size` : '';
  const facts = [
    ['dead letter', letter.id],
    ['group', labelsOf(letter.groupLabels)],
    ['receiver', letter.receiver],
    ['reason', letter.detail === '' ? letter.reason : `${letter.reason}: ${letter.detail}`],
    ['given up', timeOf(letter.givenUpAt)],
    ...(letter.failingSince === undefined ? [] : [['failing since', timeOf(letter.failingSince)]]),
    ...(letter.lastTriedAt === undefined ? [] : [['last tried', timeOf(letter.lastTriedAt)]]),
    ...(letter.hasNews ? [['news', 'yes: it is being tried once more']] : []),
    [
      'message',
      message === undefined
        ? 'never posted'
        : `${message.ts} in channel ${message.channel} of ${message.team}, out of date`,
    ],
    [
      'state now',
      `${letter.state}, ${letter.severity}: ${counts.firing} firing, ${counts.unreported} no longer reported, ${counts.resolved} resolved${truncated}`,
    ],
    ['sent by', [letter.upstreamReceiver, ...letter.peers].join('  ')],
  ].map(([name = '', value = '']) => `${name.padEnd(13)}  ${printable(value)}`);
  return [
    ...facts,
    ...(letter.alerts.length === 0 ? [] : ['', 'Alerts']),
    ...letter.alerts.flatMap(alertLines),
    '',
    `What to do: docs/operations.md, "${printable(letter.reason)}". Then:`,
    `  tocsin dead replay --tenant ${tenant} ${letter.id}`,
  ].join('\n');
}

function alertLines({ status, startsAt, labels, annotations }: LetterDetails['alerts'][number]): readonly string[] {
  const summary = annotations.summary ?? annotations.description;
  return [
    `  ${status.padEnd(10)}  since ${timeOf(startsAt)}  ${printable(labelsOf(labels))}`,
    ...(summary === undefined ? [] : [`              ${printable(summary)}`]),
  ];
}

function labelsOf(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return pairs.length === 0 ? '(no labels)' : pairs.join(' ');
}

function cut(text: string): string {
  const points = [...text];
  return points.length <= MAX_GROUP_CHARS ? text : `${points.slice(0, MAX_GROUP_CHARS - 1).join('')}…`;
}

/** `2026-11-23 02:30:05 UTC` */
function timeOf(iso: string): string {
  return `${iso.slice(0, 19).replace('T', ' ')} UTC`;
}

function minuteOf(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}
