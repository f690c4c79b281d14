import { TocsinError } from '../core/errors.ts';
import type { GroupView } from '../core/group-view.ts';
import type { Language } from './language.ts';
import { type Button, MessageBuilder } from './message-builder.ts';

/** A component that is open while its body runs: it collects what the helpers inside add. */
export type OpenComponent =
  | { readonly kind: 'text'; pending: number }
  | { readonly kind: 'fields'; readonly fields: string[] }
  | { readonly kind: 'actions'; readonly buttons: Button[] };

/** Where a call stands in its template. */
export interface CallSite {
  readonly source?: string;
  readonly start: { readonly line: number };
}

/**
 * Steps that one run of a template may take: calls of helpers and bodies of loops. The default template takes about 600
 * for the largest group; lists hold at most 100 alerts, so three nested loops over them would take a million and
 * hold up every tenant for a second. Ten thousand take some 50 ms.
 */
export const MAX_STEPS = 10_000;

/** All that one run of a template may touch, carried in Handlebars' data frame. */
export class RenderFrame {
  readonly builder = new MessageBuilder();
  readonly view: GroupView;
  readonly language: Language;
  /** Slack's mention syntax, ready to draw. */
  readonly mentions: string;
  /** Lists in the context that may hold fewer alerts than there are, with how many there are. */
  readonly totals: ReadonlyMap<unknown, number>;
  /** Characters that may be used when a list of alerts stops drawing. */
  readonly listBudget: number;
  open?: OpenComponent;
  fallback = '';
  /** The newest call of a helper: where a failure happened, if one does. */
  lastCall?: CallSite;
  #steps = 0;

  constructor(options: Pick<RenderFrame, 'view' | 'language' | 'mentions' | 'totals' | 'listBudget'>) {
    this.view = options.view;
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

  /** Characters used by the message and by the lists of the text that is open. */
  get used(): number {
    return this.builder.used + (this.open?.kind === 'text' ? this.open.pending : 0);
  }

  /** Runs a component's body. What `body` returns is the text in it. */
  within<Component extends OpenComponent>(component: Component, body: () => string): string {
    this.open = component;
    const text = body();
    delete this.open;
    return text;
  }
}

interface RawOptions {
  readonly fn: (context: unknown, options?: object) => string;
  readonly inverse: (context: unknown) => string;
  readonly hash: Readonly<Record<string, unknown>>;
  readonly data: Readonly<Record<string, unknown>>;
  readonly loc?: CallSite;
}

function isRawOptions(value: unknown): value is RawOptions {
  return typeof value === 'object' && value !== null && 'hash' in value && 'data' in value;
}

/** One call of a helper, with Handlebars' own calling convention left behind. */
export class HelperCall {
  readonly args: readonly unknown[];
  readonly frame: RenderFrame;
  readonly #self: unknown;
  readonly #options: RawOptions;

  /** `raw` are the arguments as Handlebars passes them: the last one holds its options. */
  constructor(self: unknown, raw: readonly unknown[]) {
    const options = raw.at(-1);
    if (!isRawOptions(options)) throw new TocsinError('template_failed', 'helper called outside a template');
    const { render } = options.data;
    if (!(render instanceof RenderFrame)) throw new TocsinError('template_failed', 'helper called outside a render');
    this.args = raw.slice(0, -1);
    this.frame = render;
    this.#self = self;
    this.#options = options;
    const { loc } = options;
    if (loc !== undefined) render.lastCall = loc;
    render.step();
  }

  get hash(): Readonly<Record<string, unknown>> {
    return this.#options.hash;
  }

  get data(): Readonly<Record<string, unknown>> {
    return this.#options.data;
  }

  /** The block's body over the present context. */
  body(): string {
    return this.#options.fn(this.#self);
  }

  /** The block's body over one item of a list. */
  bodyFor(item: unknown, data: Readonly<Record<string, unknown>>): string {
    this.frame.step();
    return this.#options.fn(item, { data, blockParams: [item, data.key] });
  }

  /** What stands behind `{{else}}`. */
  otherwise(): string {
    return this.#options.inverse(this.#self);
  }

  /** An argument as text: data arrives escaped; numbers as they are; anything else is empty. */
  text(index: number): string {
    const value = this.args[index];
    if (typeof value === 'string') return value;
    return typeof value === 'number' ? String(value) : '';
  }

  /** An argument as a number; undefined when it is none. */
  number(index: number): number | undefined {
    const value = this.args[index];
    if (typeof value === 'number') return value;
    return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))
      ? Number(value)
      : undefined;
  }
}
