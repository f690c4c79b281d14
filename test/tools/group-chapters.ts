/** The chapters of an alert group's life that crash schedules and outages tell, as webhooks and as what is true after them. */

/** What a reader must see once a chapter is told. */
export interface Truth {
  readonly state: 'open' | 'resolved';
  /** Instances that fire. */
  readonly firing: readonly string[];
  /** A word of the newest annotations, which no earlier webhook had. */
  readonly word: string;
}

export type Chapter = 'fire' | 'change' | 'resolve' | 'refire';

/** How a group is named in labels, and so in every message. */
export const GROUP_NAME = /g\d{5}x/;

export function groupName(index: number): string {
  return `g${String(index).padStart(5, '0')}x`;
}

const FIRST = 'db-1';
const SECOND = 'db-2';
const MINUTE = 60_000;

/** The alerts of a chapter's webhook. `now`: epoch milliseconds. */
export function alertsIn(
  chapter: Chapter,
  { chapters, now }: { readonly chapters: readonly Chapter[]; readonly now: number },
) {
  const startsAt = now - 30 * MINUTE;
  const ended = { status: 'resolved' as const, startsAt, endsAt: now - 10 * MINUTE };
  switch (chapter) {
    case 'fire':
      return [{ instance: FIRST, startsAt }];
    case 'change':
      return [FIRST, SECOND].map((instance) => ({ instance, startsAt }));
    case 'resolve':
      return (chapters.includes('change') ? [FIRST, SECOND] : [FIRST]).map((instance) => ({ instance, ...ended }));
    case 'refire':
      return [{ instance: FIRST, startsAt: now - 5 * MINUTE }];
    default:
      return chapter satisfies never;
  }
}

export function truthAfter(chapter: Chapter): Pick<Truth, 'state' | 'firing'> {
  if (chapter === 'resolve') return { state: 'resolved', firing: [] };
  return { state: 'open', firing: chapter === 'change' ? [FIRST, SECOND] : [FIRST] };
}
