/** Labels as a page of metrics has them, `tenant="acme",outcome="late"`, in the order of `names`. */
export function textOf(
  labels: Readonly<Partial<Record<string, string | number>>>,
  names: readonly string[] = Object.keys(labels),
): string {
  let text = '';
  for (const name of names) {
    const label = labels[name];
    if (label === undefined) continue;
    const value = String(label);
    text += `${text === '' ? '' : ','}${name}="${NEEDS_ESCAPE.test(value) ? escaped(value) : value}"`;
  }
  return text;
}

const NEEDS_ESCAPE = /[\\\n"]/;

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
}
