/**
 * Modals, whatever they are for. Slack gives three seconds for the first answer, so each turn is answered at once, with
 * a drawing that says that work is under way, and drawn anew when it is done.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { types } from '@slack/bolt';
import { ALERTMANAGER_REASONS, TocsinError } from '../core/errors.ts';
import { type TeamId, teamId } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import { dataText } from '../render/escape.ts';
import type { Language } from '../render/language.ts';
import { isZoneName } from '../routing/zone.ts';
import type { InteractionTenant } from './answer-click.ts';
import type { ModalOwner } from './modal-owner.ts';
import { ModalScreen } from './modal-screen.ts';
import { type ModalKind, type ModalTurn, type ModalValues, readMetadata, shownFaults } from './modal-turn.ts';
import { type ModalDrawing, section, viewOf } from './modal-views.ts';
import type { Reader, Readers } from './readers.ts';
import type { SlackClients } from './slack-clients.ts';
import { explainSlackError } from './slack-errors.ts';

/** How long a modal waits for the person's language before it opens in the tenant's: Slack gives three seconds. */
const LANGUAGE_MS = 500;

/**
 * After a change was drawn, the next one of the same modal waits so long: who types fast makes a letter a tenth of a second, and
 * Slack takes about a hundred drawings a minute of a whole workspace (tier 4).
 */
const CHANGE_PAUSE_MS = 500;

/** An Alertmanager's own words, cut. */
const DETAIL_CHARS = 300;

export interface ModalParts {
  readonly tenantsOf: (team: TeamId) => readonly InteractionTenant[];
  readonly ownerOf: ModalOwner;
  readonly clientOf: SlackClients;
  readonly readers: Readers;
  readonly logger: Logger;
}

/** Who did something with a modal, as Slack signed it. */
interface Actor {
  readonly team: string;
  readonly userId: string;
}

/** What was done with an open one. */
export interface ModalUse extends Actor {
  readonly kind: string;
  readonly viewId: string;
  /** Of the view that the person saw. */
  readonly hash: string | undefined;
  readonly metadata: string;
  readonly values: ModalValues;
  readonly used?: { readonly id: string; readonly value: string };
  /** A change of an input, which a later one makes void. */
  readonly isChange?: boolean;
  readonly turnId: string;
}

type SubmissionAnswer =
  | { readonly response_action: 'errors'; readonly errors: Record<string, string> }
  | { readonly response_action: 'update'; readonly view: types.ModalView };

interface Line {
  readonly waiting: ModalUse[];
  isOver: boolean;
}

export class Modals {
  readonly #parts: ModalParts;
  readonly #kinds: ReadonlyMap<string, ModalKind>;
  readonly #screen: ModalScreen;
  /** Turns of one modal, one after the other. */
  readonly #lines = new Map<string, Line>();

  constructor(parts: ModalParts, kinds: readonly ModalKind[]) {
    this.#parts = parts;
    this.#screen = new ModalScreen(parts.logger);
    this.#kinds = new Map(kinds.map((kind) => [kind.name, kind]));
  }

  /** Opens a modal for who clicked. False when Slack would not: the three seconds were over, or it was out of reach. */
  async open(
    name: string,
    opening: Actor & {
      readonly triggerId: string;
      readonly metadata: Readonly<Record<string, string>>;
      readonly turnId: string;
    },
  ): Promise<boolean> {
    const { kind, client, soon } = await this.#begin(name, { ...opening, metadata: JSON.stringify(opening.metadata) });
    if (kind === undefined || client === undefined || soon === undefined) return false;
    try {
      const view = viewOf(waiting(soon.language, kind, 'modal.loading'), kind.name);
      const opened = await client.views.open({ trigger_id: opening.triggerId, view });
      const turn = (await this.#turnOf(opening, { metadata: opening.metadata })) ?? soon;
      const drawing = await this.#perform(kind, turn, () => kind.draw(turn));
      await this.#screen.show({
        client,
        view: viewOf(drawing, name),
        viewId: opened.view?.id ?? '',
        hash: opened.view?.hash,
      });
      return true;
    } catch (error) {
      this.#parts.logger.warn({ ...explainSlackError(error), operation: 'views.open' }, 'a modal could not be opened');
      return false;
    }
  }

  /** Takes the use of a button or of a live input. Turns of one modal wait for each other; of changes the last counts. */
  async use(use: ModalUse): Promise<void> {
    const line = this.#lines.get(use.viewId) ?? { waiting: [], isOver: false };
    const older = use.isChange === true ? line.waiting.findIndex(({ isChange }) => isChange === true) : -1;
    if (older >= 0) line.waiting.splice(older, 1);
    line.waiting.push(use);
    if (this.#lines.has(use.viewId)) return;
    this.#lines.set(use.viewId, line);
    try {
      for (let next = line.waiting.shift(); next !== undefined; next = line.waiting.shift()) {
        await this.#use(next, line);
        if (next.isChange === true) await pause(CHANGE_PAUSE_MS, undefined, { ref: false });
      }
    } finally {
      if (this.#lines.get(use.viewId) === line) this.#lines.delete(use.viewId);
    }
  }

  async #use(use: ModalUse, line: Line): Promise<void> {
    const { kind, client } = await this.#begin(use.kind, use);
    const turn = await this.#turnOf(use, { ...use, metadata: readMetadata(use.metadata) });
    if (kind === undefined || client === undefined || turn === undefined) return;
    const drawing = await this.#perform(kind, turn, () => kind.use(turn));
    const isVoid = line.isOver || line.waiting.some(({ isChange }) => isChange === true);
    if (isVoid) return;
    await this.#screen.show({ client, view: viewOf(drawing, use.kind), viewId: use.viewId, hash: use.hash });
  }

  /**
   * Takes a submission: answers it by `ack` within Slack's three seconds, then does it and shows what came of it.
   * `blocks` are those of the view that was submitted.
   */
  async submit(
    use: ModalUse,
    blocks: readonly { readonly type: string; readonly block_id?: string }[],
    ack: (answer?: SubmissionAnswer) => Promise<void>,
  ): Promise<void> {
    const { kind, client, soon } = await this.#begin(use.kind, use);
    if (kind === undefined || client === undefined || soon === undefined) return await ack();
    const faults = kind.check(soon);
    if (Object.keys(faults).length > 0) {
      return await ack({ response_action: 'errors', errors: shownFaults(faults, blocks) });
    }
    const line = this.#lines.get(use.viewId);
    if (line !== undefined) Object.assign(line, { isOver: true }).waiting.splice(0);
    this.#lines.delete(use.viewId);
    this.#screen.forget(use.viewId);
    await ack({ response_action: 'update', view: viewOf(waiting(soon.language, kind, 'modal.working'), kind.name) });
    const turn = (await this.#turnOf(use, { ...use, metadata: readMetadata(use.metadata) })) ?? soon;
    const drawing = await this.#perform(kind, turn, () => kind.submit(turn));
    await this.#screen.show({ client, view: viewOf(drawing, use.kind), viewId: use.viewId, hash: undefined });
  }

  /** What a turn needs before anybody is asked anything that may take long. */
  async #begin(
    name: string,
    use: Actor & { readonly metadata: string; readonly turnId: string; values?: ModalValues },
  ) {
    const kind = this.#kinds.get(name);
    const metadata = readMetadata(use.metadata);
    const tenant = await this.#parts.ownerOf(this.#parts.tenantsOf(teamId(use.team)), metadata);
    const client = tenant === undefined ? undefined : this.#parts.clientOf(tenant.id, tenant.botToken);
    const soon = await this.#turnOf(use, { ...use, metadata }, LANGUAGE_MS);
    return { kind, client, soon };
  }

  /** `withinMs`: how long to wait for what Slack knows of the person. Undefined when no tenant has the workspace. */
  async #turnOf(
    { team, userId }: Actor,
    about: Pick<ModalTurn, 'metadata'> & Partial<Pick<ModalUse, 'values' | 'used' | 'turnId'>>,
    withinMs?: number,
  ): Promise<ModalTurn | undefined> {
    const tenants = this.#parts.tenantsOf(teamId(team));
    const tenant = await this.#parts.ownerOf(tenants, about.metadata);
    if (tenant === undefined) return undefined;
    const client = this.#parts.clientOf(tenant.id, tenant.botToken);
    const asked = this.#parts.readers({ teamId: team, userId, client });
    const unknown: Reader = {};
    const reader = await (withinMs === undefined
      ? asked
      : Promise.race([asked, pause(withinMs, unknown, { ref: false })]));
    const { locale = tenant.locale, name = userId, timeZone } = reader;
    const isKnownZone = timeZone !== undefined && isZoneName(timeZone);
    const person = { userId, name, locale, timeZone: isKnownZone ? timeZone : tenant.timeZone };
    const { metadata, values, used, turnId = '' } = about;
    return {
      person,
      tenants,
      language: tenant.language(person),
      metadata,
      turnId,
      ...(values === undefined ? {} : { values }),
      ...(used === undefined ? {} : { used }),
    };
  }

  /** Does the work; what goes wrong is logged here, and told in the form, or instead of it. */
  async #perform(kind: ModalKind, turn: ModalTurn, work: () => Promise<ModalDrawing>): Promise<ModalDrawing> {
    try {
      return await work();
    } catch (error) {
      const trouble = this.#explain(error, kind, turn.language);
      try {
        return await kind.draw(turn, trouble);
      } catch (again) {
        this.#explain(again, kind, turn.language);
        return told(turn.language, kind, trouble);
      }
    }
  }

  #explain(error: unknown, kind: ModalKind, language: Language): string {
    const reason = error instanceof TocsinError ? error.reason : undefined;
    const isAlertmanagers = ALERTMANAGER_REASONS.some((each) => each === reason);
    // Another server's own words may quote labels.
    const told = isAlertmanagers ? {} : { error };
    this.#parts.logger.warn({ operation: kind.name, reason, ...told }, 'a modal could not do what it was asked for');
    const isKnown = reason === 'store_unavailable' || isAlertmanagers;
    if (!isKnown || !(error instanceof TocsinError)) return language.phrase('trouble.unknown');
    return language.phrase(`trouble.${reason}`, { detail: dataText(error.message, DETAIL_CHARS) });
  }
}

/** What stands there until the work is done. */
function waiting(language: Language, kind: ModalKind, key: string): ModalDrawing {
  return told(language, kind, language.phrase(key));
}

/** A modal that only says something. */
function told(language: Language, kind: ModalKind, text: string): ModalDrawing {
  const title = language.phrase(kind.titleKey);
  return { title, blocks: [section(text)], close: language.phrase('modal.close'), metadata: {} };
}
