import type { BlockAction, BlockElementAction } from '@slack/bolt';
import type { Application } from 'express';
import { deedDenials } from '../actions/deed-permissions.ts';
import type { SilencingParts } from '../actions/silencing.ts';
import { ACTION_IDS } from '../core/action-ids.ts';
import { isGroupId, type TenantId } from '../core/ids.ts';
import type { Secret } from '../core/secret.ts';
import type { DenialOf, PressRequest, PressResult } from '../groups/press-button.ts';
import type { InstallationEvent } from '../installations/park.ts';
import { denialText } from '../render/denial-text.ts';
import { createZones } from '../routing/zone.ts';
import { answerClick, type Click, type ClickParts, type InteractionTenant } from './answer-click.ts';
import { createDeedsModal, DEEDS_MODAL, type PolicyOf } from './deeds-modal.ts';
import { takeInstallationEvents } from './installation-events.ts';
import type { LookupOptions } from './lookup-parts.ts';
import { answerLookups } from './lookups.ts';
import { createMessageLinks } from './message-links.ts';
import { createModalOwner } from './modal-owner.ts';
import { type GivenState, givenIn } from './modal-turn.ts';
import { Modals } from './modals.ts';
import { modalUseOf, mountModals, openModal } from './mount-modals.ts';
import { openBolt } from './open-bolt.ts';
import { createReaderLocales } from './reader-locales.ts';
import { createReaders } from './readers.ts';
import { createSilenceModal, SILENCE_MODAL } from './silence-modal.ts';
import { createSlackClients } from './slack-clients.ts';
import { createUndiciFetch } from './undici-fetch.ts';
import { createMay } from './who-may.ts';

type Respond = (message: {
  readonly text: string;
  readonly response_type: 'ephemeral';
  readonly replace_original: false;
}) => Promise<unknown>;

/** Buttons that open a modal. */
const MODALS: Readonly<Record<string, string>> = {
  [ACTION_IDS.silence]: SILENCE_MODAL,
  [ACTION_IDS.more]: DEEDS_MODAL,
};

export interface InteractionOptions extends Omit<ClickParts, 'press' | 'may'> {
  /** A tenant as configured now. */
  readonly tenantOf: (id: TenantId) => InteractionTenant | undefined;
  /** Takes a press into the store, unless it is denied. Rejects with `store_unavailable` when it could not be stored. */
  readonly press: (request: PressRequest, denialOf: DenialOf) => Promise<PressResult>;
  readonly lookups: LookupOptions;
  /** As configured now; that of receivers which left the configuration too. */
  readonly policyOf: PolicyOf;
  /** For the modals. */
  readonly silencing: SilencingParts;
  /** Nothing on it may have read the body yet: mount before any parser. */
  readonly app: Application;
  /** Needed unless an app token is given. */
  readonly signingSecret: Secret | undefined;
  /** `xapp-…`: then requests come by Socket Mode, and none over HTTP. */
  readonly appToken?: Secret | undefined;
  /** Remembers requests for all processes, see `refuseForged`. */
  readonly isFirst?: (name: string, ms: number) => Promise<boolean>;
  /** Where Slack's Web API is, e.g. `https://slack.com/api/`. */
  readonly apiUrl: string;
  /** Bounds each call to Slack. */
  readonly timeoutMs: number;
  /** Takes the word that an installation ended; absent: nobody asks for it. */
  readonly onInstallation?: (event: InstallationEvent) => Promise<void>;
}

/**
 * Receives what people do in Slack at `POST /slack/events`. Requests are verified; every click is acknowledged to Slack at once;
 * what it did shows in the message, and what could not be done is told to the clicker alone, in their language. The workspace is the one that Slack signed for.
 * `close` waits for the answers under way, no longer than it is told.
 */
export function mountInteractions(options: InteractionOptions): { close(patienceMs?: number): Promise<void> } {
  const { fetch, close } = createUndiciFetch(options);
  const clientOf = createSlackClients({ apiUrl: options.apiUrl, fetch });
  const readers = createReaders(options);
  const localeOf = createReaderLocales({ ...options, readers });
  const may = createMay({ ...options, clientOf });
  const denialOf = deedDenials(may);
  const parts: ClickParts = { ...options, may, press: (request) => options.press(request, denialOf) };
  const ownerOf = createModalOwner({ store: options.silencing.store, logger: options.logger });
  const modals = new Modals({ ...options, clientOf, readers, ownerOf }, [
    createSilenceModal({ ...options, ...options.silencing, may, zones: createZones() }),
    createDeedsModal({ ...parts, ...options.silencing, policyOf: options.policyOf }),
  ]);

  async function answer(click: Click, respond: Respond, triggerId: string): Promise<void> {
    const modal = isGroupId(click.value) ? MODALS[click.actionId] : undefined;
    const said = await (modal === undefined
      ? answerClick(parts, click)
      : openModal(modals, modal, { click, triggerId, ...options }));
    if (said === undefined) return;
    const { tenant } = said;
    const client = clientOf(click.team, tenant.botToken);
    const locale = (await localeOf({ teamId: click.team, userId: click.userId, client })) ?? tenant.locale;
    const text =
      'denial' in said
        ? denialText(said.denial, tenant.language({ locale, timeZone: tenant.timeZone }))
        : tenant.phrase(said.key, locale, said.values);
    await respond({ text, response_type: 'ephemeral', replace_original: false });
  }

  const { bolt, close: closeBolt } = openBolt({ ...options, fetch });
  const linksOf = createMessageLinks(options);
  const lookups = answerLookups(bolt, { ...parts, ...options.lookups, clientOf, readers, linksOf });
  bolt.action({}, async ({ ack, action, body, context, respond }) => {
    await ack();
    if (body.type !== 'block_actions' || !('action_id' in action)) return;
    if (await lookups.click({ action, body, team: context.teamId ?? '', respond })) return;
    const use = modalUseOf(action, body, context.teamId ?? '');
    await (use === undefined
      ? answer(clickOf(action, body, context.teamId ?? ''), respond, body.trigger_id)
      : modals.use(use));
  });
  mountModals(bolt, modals);
  if (options.onInstallation !== undefined) takeInstallationEvents(bolt, options.onInstallation);
  bolt.error(async (error) => {
    options.logger.warn({ error: error.message }, 'click could not be answered');
  });
  return {
    async close(patienceMs) {
      await closeBolt();
      await close(patienceMs);
    },
  };
}

/** A click on a button of a message; what a click elsewhere lacks is empty, and no group of ours. */
function clickOf(action: BlockElementAction, body: BlockAction, team: string): Click {
  const { container } = body;
  return {
    actionId: action.action_id,
    value: chosenIn(action),
    userId: body.user.id,
    team,
    channel: body.channel?.id ?? container.channel_id ?? '',
    ts: container.message_ts ?? '',
    clickId: `${team} ${body.user.id} ${container.message_ts} ${action.action_ts}`,
  };
}

/** A button's value, or that of the option that was chosen. */
function chosenIn(action: BlockElementAction): string {
  const given = givenIn(action as GivenState);
  return typeof given === 'string' ? given : '';
}
