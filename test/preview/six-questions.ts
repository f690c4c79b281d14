/** What somebody who is woken asks of a message, and which of it some lines answer. */

export const QUESTIONS = ['how bad', 'what', 'where', 'since when', 'who has it', 'what to do'] as const;
export type Question = (typeof QUESTIONS)[number];

/** What an answer looks like: any of the texts will do; an empty one is none. */
export type Answers = Readonly<Record<Question, readonly string[]>>;

/** How many lines of a message are read first. */
export const FIRST_LINES = 5;

const plain = (text: string): string => text.replace(/\s+/g, ' ').toLowerCase();

/** Whether one of the answers stands in the lines; capitals and line breaks do not matter. */
function isSaid(lines: readonly string[], texts: readonly string[]): boolean {
  const all = plain(lines.join(' '));
  return texts.some((text) => text !== '' && all.includes(plain(text)));
}

/** The questions that the first lines answer. */
export function answeredBy(lines: readonly string[], answers: Answers): readonly Question[] {
  const first = lines.slice(0, FIRST_LINES);
  return QUESTIONS.filter((question) => isSaid(first, answers[question]));
}

/** How many lines have to be read until one of the answers was said; infinitely many when none is. */
export function linesUntil(lines: readonly string[], texts: readonly string[]): number {
  const counts = lines.map((_, index) => index + 1);
  return counts.find((count) => isSaid(lines.slice(0, count), texts)) ?? Number.POSITIVE_INFINITY;
}
