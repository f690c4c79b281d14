import { TocsinError } from '../core/errors.ts';
import type { Align, Button } from './block-kit.ts';
import type { Language } from './language.ts';
import { MessageBuilder } from './message-builder.ts';
import type { Subject } from './subject.ts';
import type { TableDraft } from './table-draft.ts';

/** A component that is open while its body runs: it collects what the helpers inside add. */
export type OpenComponent =
  | { readonly kind: 'text'; pending: number }
  | { readonly kind: 'fields'; readonly fields: string[] }
  | { readonly kind: 'table'; readonly draft: TableDraft }
  | {
      readonly kind: 'row';
      readonly cells: { label: string; text: string; align: Align }[];
      readonly draft: TableDraft;
    }
  | { readonly kind: 'actions'; readonly buttons: Button[] };

/** Where a call stands in its template. */
export interface CallSite {
  readonly file: string;
  /** Both count from 1. */
  readonly line: number;
  readonly column: number;
}

/**
 * Steps that one run of a template may take: calls of helpers and bodies of loops. The product's templates take some
 * hundreds for the largest group; lists hold at most 100 alerts, so three nested loops over them would take a million
 * and hold up every tenant for a second. Ten thousand take some 5 ms.
 */
export const MAX_STEPS = 10_000;

/** All that one run of a template may touch besides its context. */
export class RenderFrame {
  readonly builder = new MessageBuilder();
  readonly subject: Subject;
  readonly language: Language;
  /** Slack's mention syntax, ready to draw. */
  readonly mentions: string;
  /** Lists in the context that may hold fewer entries than there are, with how many there are. */
  readonly totals: ReadonlyMap<unknown, number>;
  /** Characters that may be used when a list of alerts stops drawing. */
  readonly listBudget: number;
  open: OpenComponent | undefined = undefined;
  fallback = '';
  /** The newest call of a helper: where a failure happened, if one does. */
  lastCall: CallSite | undefined = undefined;
  #steps = 0;

  constructor(options: Pick<RenderFrame, 'subject' | 'language' | 'mentions' | 'totals' | 'listBudget'>) {
    this.subject = options.subject;
    this.language = options.language;
    this.mentions = options.mentions;
    this.totals = options.totals;
    this.listBudget = options.listBudget;
  }

  /** Counts a step. Throws `template_failed` beyond {@link MAX_STEPS}. */
  step(): void {
    this.#steps += 1;
    if (this.#steps > MAX_STEPS) {
      throw new TocsinError('template_failed', `more than ${MAX_STEPS} steps; put fewer {{#each}} into one another`);
    }
  }

  /** Characters used by the message and by what is open. */
  get used(): number {
    const { open } = this;
    if (open === undefined) return this.builder.used;
    if (open.kind === 'text') return this.builder.used + open.pending;
    return open.kind === 'table' || open.kind === 'row' ? this.builder.used + open.draft.size : this.builder.used;
  }

  /** Runs a component's body. What `body` returns is the text in it. */
  within(component: OpenComponent, body: () => string): string {
    const outer = this.open;
    this.open = component;
    const text = body();
    this.open = outer;
    return text;
  }
}
