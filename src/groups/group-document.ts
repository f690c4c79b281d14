import { copyWith } from '../core/copy-with.ts';
import { TocsinError } from '../core/errors.ts';
import type { Group } from '../core/group.ts';
import type { GroupChange, GroupTexts } from './store.ts';

/** The form in which this version writes documents. When to count it up: docs/upgrading.md. */
export const SCHEMA = 1;

/** A document as it was read, of any form. */
export type StoredDocument = Readonly<Record<string, unknown>>;

/** The forms of documents that a version reads. */
export interface DocumentForms {
  readonly newest: number;
  /** From each older form to the next one. */
  readonly upgrades: Readonly<Record<number, (document: StoredDocument) => StoredDocument>>;
}

const FORMS: DocumentForms = { newest: SCHEMA, upgrades: {} };

/** Written by deliveries. Everything else is a fact. */
const DELIVERY = [
  'unconfirmed',
  'marks',
  'message',
  'failure',
  'doubt',
  'folded',
  'digest',
  'dead',
  'pendingSince',
] as const satisfies (keyof Group)[];

export function textsOf(group: Group): GroupTexts {
  return { facts: factsText(group), delivery: deliveryText(group) };
}

export function factsText(group: Group): string {
  const {
    unconfirmed: _,
    marks: _m,
    message: _g,
    failure: _f,
    doubt: _d,
    folded: _o,
    digest: _s,
    dead: _x,
    pendingSince: _p,
    carried: _c,
    ...facts
  } = group;
  return JSON.stringify(facts);
}

export function deliveryText(group: Group): string {
  const { unconfirmed, marks, message, failure, doubt, dead, folded, digest, pendingSince, carried } = group;
  const known = { unconfirmed, marks, message, failure, doubt, dead, folded, digest, pendingSince };
  return JSON.stringify(carried === undefined ? known : { ...carried, ...known });
}

/** Whether the facts stayed the very same. Parts that were made anew count as changed, even if they say the same. */
export function isOnlyDelivery({ group, before }: GroupChange): boolean {
  return before !== undefined && hasFactsOf(before, group) && hasFactsOf(group, before);
}

const OWN_TO_DELIVERY: ReadonlySet<string> = new Set([...DELIVERY, 'carried']);

/** Whether all facts of `some` are the very same in `other`. */
function hasFactsOf(some: Group, other: Group): boolean {
  const names = Object.keys(some) as (keyof Group)[];
  return names.every((name) => some[name] === other[name] || OWN_TO_DELIVERY.has(name));
}

/**
 * The group that the texts hold, brought to the newest form. What a newer version of the same form added is kept: facts
 * as they stand, deliveries' under `carried`. Throws `store_unavailable` for a newer form: to whoever asks, the group is
 * out of reach until a version that knows it answers.
 */
export function groupFrom(texts: GroupTexts, forms: DocumentForms = FORMS): Group {
  const facts: StoredDocument = JSON.parse(texts.facts);
  const delivery: StoredDocument = JSON.parse(texts.delivery);
  // A version that did not know one of these took it for a fact and kept writing what it had read.
  const stale: string[] = DELIVERY.filter((name) => name in facts);
  const own =
    stale.length === 0 ? facts : Object.fromEntries(Object.entries(facts).filter(([name]) => !stale.includes(name)));
  const known = upgraded(copyWith(own, delivery), forms);
  const unknown = Object.entries(delivery).filter(([name]) => !DELIVERY.some((each) => each === name));
  if (unknown.length === 0) return known;
  const rest: Record<string, unknown> = { ...known };
  for (const [name] of unknown) delete rest[name];
  return { ...rest, carried: Object.fromEntries(unknown) } as unknown as Group;
}

function upgraded(document: StoredDocument, { newest, upgrades }: DocumentForms): Group {
  let current = document;
  for (let schema = schemaOf(current); schema < newest; schema += 1) {
    const upgrade = upgrades[schema];
    if (upgrade === undefined) throw new Error(`no upgrade of documents from form ${schema}`);
    current = { ...upgrade(current), schema: schema + 1 };
  }
  if (schemaOf(current) > newest) {
    const forms = `form ${schemaOf(current)}, and this version reads up to ${newest}`;
    throw new TocsinError(
      'store_unavailable',
      `a newer Tocsin wrote the group in ${forms}; it is left to the newer one`,
    );
  }
  return current as unknown as Group;
}

function schemaOf({ schema }: StoredDocument): number {
  if (typeof schema === 'number') return schema;
  throw new Error('a stored document does not tell its form');
}
