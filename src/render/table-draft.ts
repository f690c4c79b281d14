import type { Align } from './block-kit.ts';
import { toPlainText } from './escape.ts';

/** Stands in a cell that has nothing to say. */
const EMPTY_CELL = '–';

interface Cell {
  /** Finished mrkdwn, and what it is called. */
  readonly label: string;
  readonly text: string;
  readonly align: Align;
}

/** A table while its rows are drawn. Columns are named by the cells; one in which no row has anything is left out. */
export class TableDraft {
  readonly #rows: (readonly Cell[])[] = [];
  readonly #columns = new Map<string, Align>();
  #size = 0;
  /** Rows that had no room. */
  rest = 0;

  /** Characters of all cells so far. */
  get size(): number {
    return this.#size;
  }

  get rowCount(): number {
    return this.#rows.length;
  }

  add(cells: readonly Cell[]): void {
    const filled = cells.filter(({ text }) => text !== '');
    if (filled.length === 0) return;
    for (const { label, text, align } of filled) {
      if (!this.#columns.has(label)) {
        this.#columns.set(label, align);
        this.#size += label.length;
      }
      this.#size += text.length;
    }
    this.#rows.push(filled);
  }

  get aligns(): readonly Align[] {
    return [...this.#columns.values()];
  }

  /** All rows as plain texts of equal number, the header first. */
  get cells(): readonly (readonly string[])[] {
    const labels = [...this.#columns.keys()];
    const rows = this.#rows.map((row) =>
      labels.map((label) => toPlainText(row.find((cell) => cell.label === label)?.text ?? '') || EMPTY_CELL),
    );
    return [labels.map((label) => toPlainText(label) || EMPTY_CELL), ...rows];
  }

  /** The same as a list, a line each: for where a table does not fit. */
  get lines(): string {
    const rest = ({ label, text }: Cell): string => ` · ${label} ${text}`;
    return this.#rows.map(([first, ...others]) => `• *${first?.text ?? ''}*${others.map(rest).join('')}`).join('\n');
  }
}
