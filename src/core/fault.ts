/** One thing that is wrong with what a person wrote: where, why, and what to do. Never holds a secret's value. */
export interface Fault {
  /** The file, relative to where the person would look. */
  readonly file: string;
  /** Where in the file: a path such as `receivers[1].slack.channel`, empty for the file as a whole. */
  readonly path: string;
  readonly line?: number;
  readonly column?: number;
  readonly reason: string;
  /** What to do about it. */
  readonly hint?: string;
}

/** One line a fault: `file:line:column path: reason; hint`. */
export function formatFault(fault: Fault): string {
  const position = [fault.file, fault.line, fault.column].filter((part) => part !== undefined).join(':');
  const where = fault.path === '' ? position : `${position} ${fault.path}`;
  return fault.hint === undefined ? `${where}: ${fault.reason}` : `${where}: ${fault.reason}; ${fault.hint}`;
}
