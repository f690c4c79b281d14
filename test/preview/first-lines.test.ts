/**
 * The first five lines of a message: what they answer of the questions that somebody asks who is woken, against the values
 * of the webhook itself, and what others' default messages answer for the same groups, counted by the same function.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Severity, severityOf, severityRank } from '../../src/core/severity.ts';
import { listFolder } from '../../src/tenants/tenant-folder.ts';
import { ASSIGNED, isAtMost, LAYOUTS, type Product } from './other-products.ts';
import { phoneLines, type Shown, writtenLines } from './phone-lines.ts';
import { LOCALES_DIR, play, productBase, productLives } from './product-previews.ts';
import { type Answers, answeredBy, FIRST_LINES, linesUntil, QUESTIONS, type Question } from './six-questions.ts';
import { LIVES } from './template-lives.ts';
import { commonOf, firingOf, type Standing, standings } from './webhook-facts.ts';

const { renderer, templates } = productBase();
const lives = await productLives();
const locales = (await listFolder(LOCALES_DIR)).entries.map(({ name }) => name);
const TEMPLATES = [...templates].sort();
const PAGE = readFileSync(fileURLToPath(new URL('../../docs/message-design.md', import.meta.url)), 'utf8');

/** A phone shows so many lines at once: what to do must never be below them. */
const SCREEN_LINES = 10;

/** They say how an alert came about, not where. */
const NO_PLACE: readonly string[] = ['alertname', 'severity', 'alert_type', 'job'];

/** One message of ours, and what there is to say. */
interface Told extends Standing {
  readonly where: string;
  readonly message: Shown;
  readonly severity: Severity;
  readonly answers: Answers;
}

function severityIn({ webhook }: Standing): Severity {
  const all = firingOf(webhook).map(({ labels }) => severityOf(labels));
  return all.sort((left, right) => severityRank(left) - severityRank(right))[0] ?? 'none';
}

function answersIn(standing: Standing, locale: string): Answers {
  const { webhook, acknowledgedBy } = standing;
  const firing = firingOf(webhook);
  const { recommended_action: action = '', runbook_url: runbook } = commonOf(webhook, 'annotations');
  const named = firing.flatMap(({ labels }) => Object.entries(labels).filter(([name]) => !NO_PLACE.includes(name)));
  const nobody = renderer.phrase('state.unacknowledged', locale);
  return {
    'how bad': [renderer.phrase(`severity.${severityIn(standing)}`, locale)],
    what: [commonOf(webhook, 'labels').alertname ?? ''],
    where: named.map(([, value]) => value),
    'since when': [`⟨${Math.min(...firing.map(({ startsAt }) => startsAt)) / 1_000}⟩`],
    'who has it': [acknowledgedBy === undefined ? nobody : `@${acknowledgedBy}`],
    // Its beginning is enough to go on.
    'what to do': [action.slice(0, 16), runbook === undefined ? '' : renderer.phrase('action.runbook', locale)],
  };
}

/** All messages of a template in a language while something fires. */
async function toldBy(template: string, locale: string): Promise<readonly Told[]> {
  const fixture = LIVES[template] ?? 'disk-almost-full';
  const life = lives.get(fixture);
  if (life === undefined) throw new Error(`there is no fixture ${fixture}`);
  const frames = await play(life, { renderer, template, locale });
  const told = standings(life).map((standing, index) => ({
    ...standing,
    where: `${template} in ${locale}, ${frames[index]?.name}`,
    message: frames[index]?.message ?? {},
    severity: severityIn(standing),
    answers: answersIn(standing, locale),
  }));
  return told.filter(({ webhook }) => firingOf(webhook).length > 0);
}

/** What a message has to answer: nobody has to take what is only good to know. */
const askedOf = ({ severity, acknowledgedBy }: Told): readonly Question[] =>
  QUESTIONS.filter((question) => question !== 'who has it' || severity !== 'info' || acknowledgedBy !== undefined);

const all = TEMPLATES.flatMap((template) => locales.map((locale) => ({ template, locale })));

describe.each(all)('the template $template in $locale, while something fires', ({ template, locale }) => {
  let told: readonly Told[] = [];

  beforeAll(async () => {
    told = await toldBy(template, locale);
  });

  test('answers every question in its first five lines', () => {
    expect(told.length).toBeGreaterThanOrEqual(4);
    for (const each of told) {
      const answered = answeredBy(writtenLines(each.message), each.answers);
      expect({ where: each.where, answered }).toEqual({ where: each.where, answered: askedOf(each) });
    }
  });

  test('says all but what to do in five lines of a phone, and that on its first screen', () => {
    for (const each of told) {
      const lines = phoneLines(each.message);
      const until = askedOf(each).map((question) => ({ question, line: linesUntil(lines, each.answers[question]) }));
      const late = until.filter(
        ({ question, line }) => line > (question === 'what to do' ? SCREEN_LINES : FIRST_LINES),
      );
      expect({ where: each.where, late }).toEqual({ where: each.where, late: [] });
    }
  });
});

describe('beside others, in English', () => {
  const PRODUCTS = Object.keys(LAYOUTS) as Product[];
  let told: readonly Told[] = [];

  beforeAll(async () => {
    told = (await Promise.all(TEMPLATES.map((template) => toldBy(template, 'en')))).flat();
  });

  /** Others may say it in their own way: the label as it is, a button that only stands while nobody has it, or a name. */
  function asOthersSayIt({ answers, webhook }: Told): Answers {
    const raw = commonOf(webhook, 'labels').severity ?? '';
    return {
      ...answers,
      'how bad': [...answers['how bad'], raw],
      'who has it': [...answers['who has it'], '[Acknowledge]', ASSIGNED],
    };
  }

  function mean(count: (each: Told) => number): string {
    return (told.reduce((sum, each) => sum + count(each), 0) / told.length).toFixed(1);
  }

  const rowOf = (name: string, shownBy: (each: Told) => Shown): string => {
    const written = mean((each) => answeredBy(writtenLines(shownBy(each)), asOthersSayIt(each)).length);
    const phone = mean((each) => answeredBy(phoneLines(shownBy(each)), asOthersSayIt(each)).length);
    return `| ${name} | ${written} | ${phone} |`;
  };

  /** How many of the questions that a message has to answer some lines of it do answer. */
  function answered(each: Told, lines: readonly string[], answers: Answers): number {
    return answeredBy(lines, answers).filter((question) => askedOf(each).includes(question)).length;
  }

  function isBetter(each: Told, product: Product, lines: (shown: Shown) => readonly string[]): boolean {
    const ours = answered(each, lines(each.message), each.answers);
    const layout = LAYOUTS[product](each.webhook, each.acknowledgedBy);
    const theirs = answered(each, lines(layout), asOthersSayIt(each));
    return ours > theirs || (lines === phoneLines && isAtMost(product) && ours === theirs);
  }

  test('each message of ours answers more than any of theirs; on a phone as much as those do at most that are not public', () => {
    expect(told.length).toBeGreaterThanOrEqual(36);
    for (const each of told) {
      for (const lines of [writtenLines, phoneLines]) {
        const worse = PRODUCTS.filter((product) => !isBetter(each, product, lines));
        expect({ where: each.where, worse }).toEqual({ where: each.where, worse: [] });
      }
    }
  });

  test(`the page tells how many of the ${QUESTIONS.length} questions ${FIRST_LINES} lines answer`, () => {
    const rows = [
      rowOf('Tocsin', ({ message }) => message),
      ...PRODUCTS.map((product) =>
        rowOf(product, ({ webhook, acknowledgedBy }) => LAYOUTS[product](webhook, acknowledgedBy)),
      ),
    ];
    for (const row of rows) expect(PAGE).toContain(row);
  });
});
