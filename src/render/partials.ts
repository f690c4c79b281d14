import { nameHint } from '../core/name-hint.ts';
import type { ParsedFile, Partials } from './template-kind.ts';
import { isPath } from './template-nodes.ts';

/** How deep partials may use one another: far deeper than any reader would follow. */
const MAX_DEPTH = 8;

/** What is wrong with a use of a partial, if anything. `files`: the template, and the partials that the use stands in. */
export function partialFaultReason(
  node: hbs.AST.PartialStatement,
  found: ParsedFile | undefined,
  files: readonly string[],
): { readonly reason: string; readonly hint: (partials: Partials) => string | undefined } | undefined {
  if (!isPath(node.name)) return { reason: 'a partial is called by its name', hint: () => 'write {{> name}}' };
  const name = node.name.original;
  if (found === undefined) return { reason: `no partial "${name}"`, hint: (all) => hintFor(name, all) };
  if (node.params.length > 1 || node.hash !== undefined) {
    return { reason: 'a partial takes one value at most', hint: () => `write {{> ${name}}} or {{> ${name} alert}}` };
  }
  if (files.includes(found.file)) return { reason: `partial "${name}" uses itself`, hint: () => undefined };
  if (files.length > MAX_DEPTH) return { reason: 'partials stand in one another too deeply', hint: () => undefined };
  return undefined;
}

function hintFor(name: string, partials: Partials): string {
  const names = [...partials.keys()].sort();
  return names.length === 0 ? 'there are none; put it into templates/partials/' : nameHint(name, names);
}
