import { setTimeout as pause } from 'node:timers/promises';
import type { types } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { Logger } from '../core/logger.ts';
import { forgetOldest } from './forget-oldest.ts';
import { explainSlackError } from './slack-errors.ts';

/** Modals remembered at a time: far more than are open at once. */
const MAX_VIEWS = 1_000;

/** Tries to draw a modal, and the pause between them: somebody sits before it. Ours. */
const DRAW_TRIES = 3;
const DRAW_PAUSE_MS = 700;

/** A drawing of an open modal. */
export interface Shown {
  readonly client: WebClient;
  readonly viewId: string;
  /** Of the view that the person saw when they did what this answers; absent: it is drawn over whatever is there. */
  readonly hash: string | undefined;
  readonly view: types.ModalView;
}

/**
 * Draws open modals anew. A turn names the hash that its person saw; when this process has redrawn the modal since, a
 * newer one is known here. Slack refuses a drawing that names another hash than the newest, so that nothing late, from
 * whatever process, covers what a submission has put up.
 */
export class ModalScreen {
  readonly #logger: Logger;
  readonly #known = new Map<string, { readonly newest: string | undefined; readonly over: ReadonlySet<string> }>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Never rejects: a modal that was closed, or has gone on, needs no drawing, and what fails otherwise is logged. */
  async show({ client, viewId, hash: seen, view }: Shown): Promise<void> {
    const hash = this.#newest(viewId, seen);
    for (let left = DRAW_TRIES; left > 0; left--) {
      if (await this.#try(client, { view_id: viewId, view, ...(hash === undefined ? {} : { hash }) })) return;
      if (left > 1) await pause(DRAW_PAUSE_MS);
    }
  }

  /** What comes from now on is not drawn over what was there before. */
  forget(viewId: string): void {
    this.#known.delete(viewId);
  }

  #newest(viewId: string, seen: string | undefined): string | undefined {
    const known = this.#known.get(viewId);
    return known !== undefined && seen !== undefined && known.over.has(seen) ? known.newest : seen;
  }

  #redrawn(viewId: string, seen: string | undefined, newest: string | undefined): void {
    const over = new Set(this.#known.get(viewId)?.over);
    if (seen !== undefined) over.add(seen);
    if (this.#known.size >= MAX_VIEWS) forgetOldest(this.#known);
    this.#known.set(viewId, { newest, over });
  }

  /** False when it is worth another try. */
  async #try(
    client: WebClient,
    call: { readonly view_id: string; readonly view: types.ModalView; readonly hash?: string },
  ): Promise<boolean> {
    try {
      const answer = await client.views.update(call);
      this.#redrawn(call.view_id, call.hash, answer.view?.hash);
      return true;
    } catch (error) {
      const failure = explainSlackError(error);
      const fields = { ...failure, operation: 'views.update' };
      const isOver = /^(?:hash_conflict|not_found)\b/.test(failure.detail ?? '');
      if (isOver) this.#logger.debug(fields, 'a modal was closed, or went on');
      else this.#logger.warn(fields, 'a modal could not be drawn');
      return isOver || failure.reason === 'content_refused';
    }
  }
}
