/** The app's Home tab: drawn for whoever opens it, and anew after each press of its buttons. */
import { homePart } from '../actions/open-groups.ts';
import { TocsinError } from '../core/errors.ts';
import { teamId } from '../core/ids.ts';
import type { HomePart, ListedGroup } from '../core/listing.ts';
import {
  FEWEST_PART_BLOCKS,
  HOME_TOP_BLOCKS,
  homePartBlocks,
  homeTop,
  moreTenants,
  unreadBlocks,
} from '../render/home-blocks.ts';
import type { Language } from '../render/language.ts';
import { type LookupParts, type LookupTenant, languageFor, type Person } from './lookup-parts.ts';
import { explainSlackError } from './slack-errors.ts';

/** Slack's most blocks in a Home tab (docs.slack.dev, views). */
const MAX_BLOCKS = 100;

/** Read for each tenant's list of a Home tab, so that no list is longer than there is room. */
const MOST_TENANTS = Math.floor((MAX_BLOCKS - HOME_TOP_BLOCKS - 1) / FEWEST_PART_BLOCKS);

/** Shown at the top until it is drawn anew. */
export interface HomeNotice {
  /** Finished mrkdwn. */
  readonly notice?: string;
}

/** Draws the person's tab and publishes it. What Slack does not take is logged. */
export async function publishHome(parts: LookupParts, person: Person, top: HomeNotice = {}): Promise<void> {
  const tenants = parts.lookupTenantsOf(teamId(person.team));
  const [first] = tenants;
  if (first === undefined) {
    parts.logger.warn({ team: person.team }, 'Home tab of a workspace that no tenant has');
    return;
  }
  const language = await languageFor(parts, person, first);
  const blocks = await homeBlocks(parts, { person, tenants, language, top });
  await publish(parts, { person, tenants, blocks });
}

interface Home {
  readonly person: Person;
  readonly tenants: readonly LookupTenant[];
  readonly language: Language;
  readonly top: HomeNotice;
}

async function homeBlocks(parts: LookupParts, { person, tenants, language, top }: Home): Promise<readonly object[]> {
  const shown = tenants.slice(0, MOST_TENANTS);
  const left = tenants.length - shown.length;
  const rest = left === 0 ? [] : moreTenants(left, '/tocsin', language);
  const room = Math.floor((MAX_BLOCKS - HOME_TOP_BLOCKS - rest.length) / shown.length);
  const drawn = await Promise.all(
    shown.map(async (tenant) => {
      const own = await languageFor(parts, person, tenant);
      const part = await partOf(parts, { person, tenant, isShared: tenants.length > 1 });
      return part === undefined
        ? unreadBlocks(tenant.name, own)
        : homePartBlocks(part, { tenantId: tenant.id, room }, own);
    }),
  );
  return [...homeTop({ now: parts.clock.now(), ...top }, language), ...drawn.flat(), ...rest];
}

/** Undefined when it cannot be read now. */
async function partOf(
  parts: LookupParts,
  { person, tenant, isShared }: { readonly person: Person; readonly tenant: LookupTenant; readonly isShared: boolean },
): Promise<HomePart | undefined> {
  try {
    const open = await parts.openGroups(tenant.id);
    const part = homePart(open, { userId: person.userId, ...(isShared ? { tenant: tenant.name } : {}) });
    const client = parts.clientOf(person.team, tenant.botToken);
    const linked = (groups: readonly ListedGroup[]) => parts.linksOf({ team: person.team, client }, groups);
    const [mine, others, silenced] = await Promise.all([linked(part.mine), linked(part.others), linked(part.silenced)]);
    return { ...part, mine, others, silenced };
  } catch (error) {
    if (!(error instanceof TocsinError)) throw error;
    parts.logger.warn({ tenant: tenant.id, operation: 'home', reason: error.reason, error }, 'not looked up');
    return undefined;
  }
}

/** Tenants of one workspace have the same app, and mostly the same token; one that no longer holds need not be the only one. */
async function publish(
  { clientOf, logger }: LookupParts,
  {
    person: { team, userId },
    tenants,
    blocks,
  }: { readonly person: Person; readonly tenants: readonly LookupTenant[]; readonly blocks: readonly object[] },
): Promise<void> {
  const tokens = new Map(tenants.map(({ botToken }) => [botToken.reveal(), botToken]));
  for (const token of tokens.values()) {
    try {
      await clientOf(team, token).apiCall('views.publish', { user_id: userId, view: { type: 'home', blocks } });
      return;
    } catch (error) {
      const failure = explainSlackError(error);
      logger.warn({ team, operation: 'views.publish', ...failure }, 'a Home tab could not be shown');
      if (failure.reason !== 'token_invalid') return;
    }
  }
}
