/** More edits than this are another word, not a slip; in a short word one edit is much. */
const maxEdits = (word: string): number => (word.length <= 4 ? 1 : 2);

function edits(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [row, character] of [...left].entries()) {
    const current = [row + 1];
    for (let column = 0; column < right.length; column += 1) {
      const same = character === right[column] ? 0 : 1;
      const [above = 0, diagonal = 0] = [previous[column + 1], previous[column]];
      current.push(Math.min(above + 1, (current[column] ?? 0) + 1, diagonal + same));
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}

/** A hint for a name that is not known: the one that was meant, or all there are. */
export function nameHint(word: string, known: readonly string[]): string {
  let best: { readonly name: string; readonly distance: number } | undefined;
  for (const name of known) {
    const distance = edits(word, name);
    if (distance <= maxEdits(word) && distance < (best?.distance ?? Number.POSITIVE_INFINITY)) {
      best = { name, distance };
    }
  }
  return best === undefined ? `known here: ${[...known].sort().join(', ')}` : `did you mean "${best.name}"?`;
}
