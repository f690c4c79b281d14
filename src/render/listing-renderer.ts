import type { Content } from '../core/content.ts';
import type { TenantId } from '../core/ids.ts';
import type { HomePart, Reply } from '../core/listing.ts';
import { homePartBlocks, homeTop, moreTenants, unreadBlocks } from './home-blocks.ts';
import type { Languages } from './language.ts';
import type { Audience, Renderer } from './renderer.ts';
import { replyContent } from './reply-blocks.ts';
import { type Sentence, sentenceText } from './sentence-text.ts';

/** For whom alone something is drawn. */
export type Reader = Pick<Audience, 'locale' | 'timeZone'>;

/** Draws what people look up, with the phrases of a tenant. */
export interface ListingRenderer {
  /** What a slash command tells. `tenantId`: for its buttons. */
  renderReply(reply: Reply, tenantId: TenantId, reader: Reader): Content;
  /** A tenant's part of a Home tab in at most `room` blocks, no fewer than `FEWEST_PART_BLOCKS` in home-blocks.ts. */
  renderHomePart(
    part: HomePart,
    request: { readonly tenantId: TenantId; readonly room: number },
    reader: Reader,
  ): readonly object[];
  /** The top of a Home tab. `notice`: what is to be said besides, finished mrkdwn. */
  renderHomeTop(top: { readonly now: number; readonly notice?: string }, reader: Reader): readonly object[];
  /** One sentence, in mrkdwn. */
  renderSentence(sentence: Sentence, reader: Reader): string;
  /** What stands for tenants that a Home tab has no room for. `command`: as the app's is called. */
  renderMoreTenants(count: number, command: string, reader: Reader): readonly object[];
  /** What stands for a tenant's part that could not be read. */
  renderUnread(tenant: string, reader: Reader): readonly object[];
}

/** All that a tenant's messages and answers are drawn by. */
export type TenantRenderer = Renderer & ListingRenderer;

export function createListingRenderer(languages: Languages): ListingRenderer {
  return {
    renderReply: (reply, tenantId, reader) => replyContent(reply, tenantId, languages.get(reader)),
    renderHomePart: (part, request, reader) => homePartBlocks(part, request, languages.get(reader)),
    renderHomeTop: (top, reader) => homeTop(top, languages.get(reader)),
    renderSentence: (sentence, reader) => sentenceText(sentence, languages.get(reader)),
    renderMoreTenants: (count, command, reader) => moreTenants(count, command, languages.get(reader)),
    renderUnread: (tenant, reader) => unreadBlocks(tenant, languages.get(reader)),
  };
}
