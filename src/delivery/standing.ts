/** What a process knows to be so at the moment, until it hears otherwise or has not heard of it for too long. */
export class Standing<L> {
  readonly #known = new Map<string, { readonly labels: L; readonly until: number }>();

  /** It is so, and is heard of again before `until`, epoch milliseconds. */
  note(name: string, labels: L, until: number): void {
    this.#known.set(name, { labels, until });
  }

  ended(name: string): void {
    this.#known.delete(name);
  }

  at(now: number): readonly L[] {
    for (const [name, { until }] of this.#known) if (until < now) this.#known.delete(name);
    return Array.from(this.#known.values(), ({ labels }) => labels);
  }
}
