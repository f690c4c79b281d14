/**
 * Resources that are released in the reverse order of their acquisition.
 * Register the release in the same breath as the acquisition; a start that fails half-way is rolled back by `close`.
 */
export class Releasers {
  readonly #steps: { readonly name: string; readonly release: () => Promise<void> | void }[] = [];

  add(name: string, release: () => Promise<void> | void): void {
    this.#steps.push({ name, release });
  }

  /** Releases everything, last in first out. One failing step does not stop the rest; all failures are thrown together. */
  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      try {
        await step.release();
      } catch (cause) {
        failures.push(new Error(`could not release ${step.name}`, { cause }));
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'shutdown was not clean');
  }
}
