/** The way to a part of a file: keys of mappings and indexes of lists. */
export type ConfigPath = readonly (string | number)[];

/** As people write it: `receivers[1].slack.channel`. */
export function formatPath(path: ConfigPath): string {
  return path.reduce<string>((text, segment) => {
    if (typeof segment === 'number') return `${text}[${segment}]`;
    return text === '' ? segment : `${text}.${segment}`;
  }, '');
}

/** The path that {@link formatPath} wrote. */
export function parsePath(text: string): ConfigPath {
  return [...text.matchAll(/[^.[\]]+|\[(\d+)\]/g)].map(([segment, index]) =>
    index === undefined ? segment : Number(index),
  );
}

/** What stands at the path, or `undefined`. */
export function valueAt(value: unknown, path: ConfigPath): unknown {
  let current = value;
  for (const segment of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, segment)) return undefined;
    current = Reflect.get(current, segment);
  }
  return current;
}
