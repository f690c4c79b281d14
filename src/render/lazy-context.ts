/**
 * Facts that are worked out when a template first asks for them, and then kept for this one drawing. A subclass has a
 * property or getter for each of its names.
 */
export abstract class LazyContext {
  readonly #known = new Map<string, unknown>();

  /** What a template may ask for: anything else is not there, whatever JavaScript would find under that name. */
  protected abstract get names(): ReadonlySet<string>;

  read(name: string): unknown {
    const known = this.#known.get(name);
    if (known !== undefined || !this.names.has(name)) return known;
    // Not with Reflect.get, which remembers nothing of the last time and takes several times as long.
    const value = (this as unknown as Readonly<Record<string, unknown>>)[name];
    this.#known.set(name, value);
    return value;
  }
}
