/** What somebody typed behind a slash command. Pure. */
import type { ListFilter } from '../core/listing.ts';
import { nearestName } from '../core/name-hint.ts';
import { SEVERITIES, severityOfWord } from '../core/severity.ts';

/** The words of a command, the first of those that mean the same. */
export const SUBCOMMANDS = ['list', 'silences', 'ack', 'who', 'help'] as const;
type Subcommand = (typeof SUBCOMMANDS)[number];

/** What people type for them besides. */
const SYNONYMS: Readonly<Record<string, Subcommand>> = {
  ls: 'list',
  alerts: 'list',
  silence: 'silences',
  acknowledge: 'ack',
  '?': 'help',
};

const FILTERS = ['all', 'mine', 'free', ...SEVERITIES] as const satisfies readonly ListFilter[];

export type Asked =
  | { readonly kind: 'list'; readonly filter: ListFilter }
  | { readonly kind: 'silences' }
  /** `id` is empty when none was given. */
  | { readonly kind: 'ack'; readonly id: string }
  | { readonly kind: 'who' }
  /** `unknown`: a word that is none of ours; `near`: the one that was meant, perhaps. */
  | { readonly kind: 'help'; readonly unknown?: string; readonly near?: string };

export interface ParsedCommand {
  readonly asked: Asked;
  /** The id or name behind `tenant=`, as it was typed. */
  readonly tenant?: string;
}

const TENANT = /^tenant[=:](.*)$/i;

/** Longer words are cut before they are repeated. */
const WORD_CHARS = 40;

/** Never throws: what cannot be understood asks for help. */
export function parseCommand(text: string): ParsedCommand {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const tenants = words.map((word) => TENANT.exec(word)?.[1]).filter((name) => name !== undefined);
  const [first = 'help', ...rest] = words.filter((word) => !TENANT.test(word));
  const [tenant] = tenants;
  return { asked: askedFor(first.toLowerCase(), rest), ...(tenant === undefined ? {} : { tenant }) };
}

function askedFor(word: string, rest: readonly string[]): Asked {
  const kind =
    SUBCOMMANDS.find((each) => each === word) ?? (Object.hasOwn(SYNONYMS, word) ? SYNONYMS[word] : undefined);
  switch (kind) {
    case undefined:
      return unknown(word, SUBCOMMANDS);
    case 'list':
      return listFor(rest[0]?.toLowerCase() ?? 'all');
    case 'ack':
      return { kind, id: (rest[0] ?? '').replace(/^`|`$/g, '') };
    default:
      return { kind };
  }
}

/** A severity may be any of the words that labels use for it. */
function listFor(word: string): Asked {
  const filter = FILTERS.find((each) => each === word) ?? severityOfWord(word);
  return filter === undefined ? unknown(word, FILTERS, 'list ') : { kind: 'list', filter };
}

function unknown(word: string, known: readonly string[], before = ''): Asked {
  const near = nearestName(word, known);
  return {
    kind: 'help',
    unknown: word.slice(0, WORD_CHARS),
    ...(near === undefined ? {} : { near: `${before}${near}` }),
  };
}
