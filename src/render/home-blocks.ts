/** The app's Home tab: what is open, as one person is to see it, and buttons to act on it. */
import { REFRESH_HOME } from '../core/action-ids.ts';
import type { TenantId } from '../core/ids.ts';
import type { HomePart, ListedGroup } from '../core/listing.ts';
import { actionsBlock, contextBlock, dividerBlock, headerBlock, plainButton, sectionBlock } from './block-kit.ts';
import { codeSpan } from './code-span.ts';
import { cutPlain } from './cut-text.ts';
import { dataLine, toPlainText } from './escape.ts';
import type { Language } from './language.ts';
import { groupRows, moreThan } from './reply-blocks.ts';
import { LABEL_CHARS, SLACK_LIMITS } from './slack-limits.ts';

/** The top of the tab: what it is, as of when, and the button that draws it anew. `notice` is finished mrkdwn. */
export function homeTop(
  { now, notice }: { readonly now: number; readonly notice?: string },
  language: Language,
): readonly object[] {
  const refresh = plainButton({ text: language.phrase('home.refresh'), actionId: REFRESH_HOME, value: 'home' });
  const asOf = language.phrase('home.as_of', { time: language.formats.moment(now, 'time') });
  return [
    headerBlock(language.phrase('home.title')),
    actionsBlock([refresh]),
    contextBlock([asOf]),
    ...(notice === undefined ? [] : [sectionBlock(notice)]),
  ];
}

/** Blocks that {@link homeTop} has at most. */
export const HOME_TOP_BLOCKS = 4;

const SECTIONS = ['mine', 'others', 'silenced'] as const;

/** A heading, what is left out of each section, and a line between tenants. */
const FRAME_BLOCKS = 4 + 2 * SECTIONS.length;

/** The fewest blocks in which a tenant's part says something of each section. */
export const FEWEST_PART_BLOCKS = FRAME_BLOCKS + SECTIONS.length;

/** One tenant's part in at most `room` blocks, no fewer than {@link FEWEST_PART_BLOCKS}. */
export function homePartBlocks(
  part: HomePart,
  { tenantId, room }: { readonly tenantId: TenantId; readonly room: number },
  language: Language,
): readonly object[] {
  const filled = SECTIONS.filter((name) => part[name].length > 0);
  const shares = shareOut(
    room - FRAME_BLOCKS,
    filled.map((name) => part[name].length),
  );
  const sections = filled.flatMap((name, index) => sectionOf(name, part[name], shares[index] ?? 0));
  const nothing = filled.length === 0 ? [sectionBlock(language.phrase('digest.none_open'))] : [];
  const notes =
    part.lookedAt === undefined ? [] : [contextBlock([language.phrase('command.partial', { count: part.lookedAt })])];
  return [dividerBlock(), ...headingOf(part, language), ...nothing, ...sections, ...notes];

  function sectionOf(
    name: (typeof SECTIONS)[number],
    groups: readonly ListedGroup[],
    count: number,
  ): readonly object[] {
    const shown = groups.slice(0, count);
    return [
      sectionBlock(
        `*${language.phrase(`home.${name}`)}* · ${language.phrase('digest.open', { count: groups.length })}`,
      ),
      ...groupRows(shown, tenantId, language),
      ...moreThan(shown.length, groups.length, language),
    ];
  }
}

function headingOf({ tenant }: HomePart, language: Language): readonly object[] {
  if (tenant === undefined) return [];
  const text = cutPlain(toPlainText(language.phrase('command.of_tenant', { tenant })), SLACK_LIMITS.header);
  return [headerBlock(text)];
}

/** Gives each list what it needs, as far as there is room; what one does not need, the next may have. */
function shareOut(room: number, wanted: readonly number[]): readonly number[] {
  const shares: number[] = [];
  let left = room;
  for (const [index, want] of wanted.entries()) {
    const share = Math.min(want, Math.floor(left / (wanted.length - index)));
    shares.push(share);
    left -= share;
  }
  return shares;
}

/** Stands for a tenant's part when its groups could not be read. */
export function unreadBlocks(tenant: string, language: Language): readonly object[] {
  return [
    dividerBlock(),
    sectionBlock(`⚠️ ${language.phrase('home.not_read', { tenant: dataLine(tenant, LABEL_CHARS) })}`),
  ];
}

/** Stands for the tenants that the tab has no room for. */
export function moreTenants(count: number, command: string, language: Language): readonly object[] {
  return [contextBlock([language.phrase('home.more_tenants', { count, usage: codeSpan(`${command} list tenant=…`) })])];
}
