/** Splits what a Redis client sends into commands (RESP: arrays of bulk strings), however it was cut into packets. */
export interface Command {
  /** As it came, to be sent on. */
  readonly bytes: Buffer;
  /** Its words, the first of them the command's name. */
  words(): readonly string[];
}

export class CommandReader {
  #rest: Buffer = Buffer.alloc(0);

  /** The commands that are complete with this packet. */
  push(packet: Buffer): readonly Command[] {
    const bytes = this.#rest.length === 0 ? packet : Buffer.concat([this.#rest, packet]);
    const commands: Command[] = [];
    let start = 0;
    for (let end = endOf(bytes, start); end !== undefined; end = endOf(bytes, start)) {
      commands.push(commandIn(bytes.subarray(start, end)));
      start = end;
    }
    this.#rest = bytes.subarray(start);
    return commands;
  }
}

/** Where the command that begins at `start` ends; undefined while it is not complete. */
function endOf(bytes: Buffer, start: number): number | undefined {
  let at = start;
  const count = headAt(bytes, at, '*');
  if (count === undefined) return undefined;
  at = count.end;
  for (let word = 0; word < count.value; word++) {
    const length = headAt(bytes, at, '$');
    if (length === undefined) return undefined;
    at = length.end + length.value + 2;
  }
  return at <= bytes.length ? at : undefined;
}

function headAt(
  bytes: Buffer,
  at: number,
  sign: '*' | '$',
): { readonly value: number; readonly end: number } | undefined {
  const lineEnd = bytes.indexOf('\r\n', at);
  if (lineEnd === -1) return undefined;
  const text = bytes.toString('latin1', at, lineEnd);
  if (!text.startsWith(sign)) throw new Error(`no command of a Redis client: ${JSON.stringify(text.slice(0, 80))}`);
  return { value: Number(text.slice(1)), end: lineEnd + 2 };
}

function commandIn(bytes: Buffer): Command {
  return {
    bytes,
    words: () => {
      const words: string[] = [];
      let at = headAt(bytes, 0, '*')?.end ?? bytes.length;
      for (let head = headAt(bytes, at, '$'); head !== undefined; head = headAt(bytes, at, '$')) {
        words.push(bytes.toString('utf8', head.end, head.end + head.value));
        at = head.end + head.value + 2;
      }
      return words;
    },
  };
}

/** A command as a client would send it. */
export function encodeCommand(...words: readonly string[]): Buffer {
  const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
  return Buffer.from(`*${words.length}\r\n${parts.join('')}`);
}
