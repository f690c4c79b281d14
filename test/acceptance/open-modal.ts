import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { ViewResult } from '../../src/sandbox/view-interactions.ts';
import type { OpenView } from '../../src/sandbox/views.ts';
import { waitUntil } from '../servers/wait-until.ts';

/** The modal that a person has before them, as they see and use it. */
export class OpenModal {
  readonly #sandbox: Sandbox;
  readonly #who: { readonly teamId: string; readonly userId: string };
  #given: Record<string, Record<string, string | string[]>> = {};

  constructor(sandbox: Sandbox, who: { readonly teamId: string; readonly userId: string }) {
    this.#sandbox = sandbox;
    this.#who = who;
  }

  /** Waits until it says `pattern`, in a text or in a field. */
  async expect(pattern: RegExp): Promise<string> {
    return await waitUntil(`the modal says ${pattern}`, () => (pattern.test(this.text()) ? this.text() : undefined), {
      details: () => this.text(),
    });
  }

  /** All its texts, those that were in its fields when it was drawn too; empty when none is open. */
  text(): string {
    const texts: string[] = [];
    const view = this.#view();
    JSON.stringify([view?.content.title, view?.content.blocks], (key, value: unknown) => {
      if ((key === 'text' || key === 'initial_value') && typeof value === 'string') texts.push(value);
      return value;
    });
    return texts.join('\n');
  }

  /** Gives something to an input that tells of each change. */
  async change(input: string, value: string): Promise<void> {
    this.give(input, value);
    await this.#sandbox.clickInView({ ...this.#seen(), actionId: input, values: this.#given, option: value });
  }

  /** Gives something to an input that waits for the submission. */
  give(input: string, value: string | string[]): void {
    this.#given = { ...this.#given, [input]: { [input]: value } };
  }

  async press(actionId: string): Promise<void> {
    await this.#sandbox.clickInView({ ...this.#seen(), actionId, values: this.#given });
  }

  /** What the app answered at once: faults of inputs, by their names. */
  async submit(): Promise<ViewResult> {
    return await this.#sandbox.submitView({ ...this.#seen(), values: this.#given });
  }

  async close(): Promise<void> {
    this.#given = {};
    await this.#sandbox.closeView({ ...this.#seen(), isAll: true });
  }

  #seen() {
    const view = this.#view();
    if (view === undefined) throw new Error('no modal is open');
    return { ...this.#who, viewId: view.id };
  }

  #view(): OpenView | undefined {
    return this.#sandbox.views(this.#who).at(-1);
  }
}
