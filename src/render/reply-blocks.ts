/** What a slash command tells the one who typed it, as a message that only they see. */
import { LIST_ACTION_IDS } from '../core/action-ids.ts';
import type { Content } from '../core/content.ts';
import type { TenantId } from '../core/ids.ts';
import type { ListedGroup, Reply } from '../core/listing.ts';
import { contextBlock, plainButton, rowBlock, sectionBlock } from './block-kit.ts';
import { codeSpan } from './code-span.ts';
import { cutBytes, cutMrkdwn } from './cut-text.ts';
import { dataLine, oneLine, withoutTokens } from './escape.ts';
import type { Language } from './language.ts';
import { groupHeading, groupLines, groupTitle, silenceLines } from './listing-lines.ts';
import { personText } from './person-text.ts';
import { BUDGET, LABEL_CHARS } from './slack-limits.ts';

/**
 * Entries that a reply shows: with the longest data of each, test/render/listings.test.ts finds them within a message's
 * limits, with room to spare.
 */
export const SHOWN_IN_REPLY = 15;
export const SHOWN_SILENCES = 10;

/** Alertmanagers that are named; ours: more are a matter for the log. */
const SHOWN_NAMES = 5;

/** `tenantId`: for the buttons. */
export function replyContent(reply: Reply, tenantId: TenantId, language: Language): Content {
  const { title, rows } = partsOf(reply, tenantId, language);
  const blocks = [sectionBlock(`*${title}*`), ...rows, ...footOf(reply, language)];
  return { blocks, text: cutBytes(oneLine(withoutTokens(title)), BUDGET.fallbackBytes) };
}

interface Parts {
  /** Escaped, and what a notification says. */
  readonly title: string;
  readonly rows: readonly object[];
}

function partsOf(reply: Reply, tenantId: TenantId, language: Language): Parts {
  switch (reply.kind) {
    case 'list': {
      const shown = reply.groups.slice(0, SHOWN_IN_REPLY);
      const rows = groupRows(shown, tenantId, language);
      return { title: listTitle(reply, language), rows: [...rows, ...moreThan(shown.length, reply.total, language)] };
    }
    case 'silences': {
      const shown = reply.silences.slice(0, SHOWN_SILENCES);
      const title =
        reply.total === 0
          ? language.phrase('command.no_silences')
          : language.phrase('command.silences', { count: reply.total });
      const rows = shown.map((each) => sectionBlock(silenceLines(each, language)));
      const rest = moreThan(shown.length, reply.total, language);
      return { title, rows: [...rows, ...rest, ...missingBlocks(reply.unanswered, language)] };
    }
    case 'who':
      return whoParts(reply, language);
    case 'help':
      return helpParts(reply, language);
    default:
      return reply satisfies never;
  }
}

/** Said where it is read: a list that is not whole looks whole. */
function missingBlocks(unanswered: readonly string[], language: Language): readonly object[] {
  if (unanswered.length === 0) return [];
  const names = unanswered.slice(0, SHOWN_NAMES).map((name) => cutMrkdwn(dataLine(name, LABEL_CHARS), LABEL_CHARS));
  return [contextBlock([language.phrase('command.not_heard', { alertmanagers: language.formats.list(names) })])];
}

function listTitle({ filter, total }: Reply & { kind: 'list' }, language: Language): string {
  const open = total === 0 ? language.phrase('digest.none_open') : language.phrase('digest.open', { count: total });
  if (filter === 'all') return open;
  const isOfPeople = filter === 'mine' || filter === 'free';
  return `${open} · ${language.phrase(isOfPeople ? `command.${filter}` : `severity.${filter}`)}`;
}

/** Each group with the button that takes it, or gives it back. Of those that read alike the receiver is said. */
export function groupRows(groups: readonly ListedGroup[], tenantId: TenantId, language: Language): readonly object[] {
  const receivers = new Map<string, Set<string>>();
  const headings = groups.map((each) => groupHeading(each, language));
  for (const [index, { view }] of groups.entries()) {
    const heading = headings[index] ?? '';
    receivers.set(heading, (receivers.get(heading) ?? new Set()).add(view.group.receiver));
  }
  const namesReceiver = (index: number) => (receivers.get(headings[index] ?? '')?.size ?? 0) > 1;
  return groups.map((each, index) => groupRow(each, { tenantId, namesReceiver: namesReceiver(index) }, language));
}

function groupRow(
  listed: ListedGroup,
  { tenantId, namesReceiver }: { readonly tenantId: TenantId; readonly namesReceiver: boolean },
  language: Language,
): object {
  const { group } = listed.view;
  const kind = group.acknowledged === undefined ? 'acknowledge' : 'unacknowledge';
  const button = plainButton({
    text: language.phrase(`action.${kind}`),
    actionId: LIST_ACTION_IDS[kind],
    value: `${tenantId} ${group.id}`,
  });
  return rowBlock(groupLines(listed, language, namesReceiver), button);
}

/** "… and 12 more". */
export function moreThan(shown: number, total: number, language: Language): readonly object[] {
  return total > shown ? [contextBlock([language.phrase('list.more', { count: total - shown })])] : [];
}

function whoParts({ people, free, onCall }: Reply & { kind: 'who' }, language: Language): Parts {
  const unowned = free === 0 ? [] : [language.phrase('command.unowned', { count: free })];
  const calls = onCall.map(({ schedule, person }) =>
    language.phrase('command.on_call', { schedule: dataLine(schedule, LABEL_CHARS), person: calledText(person) }),
  );
  const lines = people.slice(0, SHOWN_IN_REPLY).map(({ person, groups, total }) => {
    const named = groups.map((each) => `${groupTitle(each, language)} \`${each.shortId}\``);
    const rest = total > groups.length ? [language.phrase('list.more', { count: total - groups.length })] : [];
    return sectionBlock(`🙋 ${personText(person)}: ${[...named, ...rest].join(', ')}`);
  });
  const title = people.length === 0 && free === 0 ? language.phrase('digest.none_open') : (unowned[0] ?? '🙋');
  return {
    title,
    rows: [
      ...calls.map(sectionBlock),
      ...lines,
      ...moreThan(Math.min(people.length, SHOWN_IN_REPLY), people.length, language),
    ],
  };
}

function helpParts({ command, unknown, near }: Reply & { kind: 'help' }, language: Language): Parts {
  const usage = (words: string) => codeSpan(`${command} ${words}`);
  const more = ['list mine', 'list free', 'list critical'].map(usage).join(' ');
  const lines = [
    language.phrase('command.help_list', { usage: usage('list'), more }),
    language.phrase('command.help_silences', { usage: usage('silences') }),
    language.phrase('command.help_ack', { usage: usage('ack 1a2b3c') }),
    language.phrase('command.help_who', { usage: usage('who') }),
    language.phrase('command.help_tenant', { usage: usage('list tenant=acme') }),
  ];
  const word = unknown === undefined ? undefined : codeSpan(unknown);
  const problem =
    word === undefined
      ? dataLine(command, LABEL_CHARS)
      : near === undefined
        ? language.phrase('command.unknown_word', { word })
        : language.phrase('command.near_word', { word, near: usage(near) });
  return { title: problem, rows: [sectionBlock(lines.map((line) => `• ${line}`).join('\n'))] };
}

/** What the list leaves out, and whose it is. */
function footOf({ tenant, lookedAt }: Reply, language: Language): readonly object[] {
  const notes = [
    ...(lookedAt === undefined ? [] : [language.phrase('command.partial', { count: lookedAt })]),
    ...(tenant === undefined ? [] : [language.phrase('command.of_tenant', { tenant: dataLine(tenant, LABEL_CHARS) })]),
  ];
  return notes.length === 0 ? [] : [contextBlock(notes)];
}

const USER_GROUP = /^<!subteam\^S[A-Z0-9]+>$/;

/** A mention in a message that only one person sees calls nobody. */
function calledText(person: string): string {
  return USER_GROUP.test(person) ? person : personText(person);
}
