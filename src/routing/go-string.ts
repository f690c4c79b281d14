/** The escapes of one character that Go knows in a string in double quotes. */
const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
};

const PIECE = /\\(?:([abfnrtv\\"])|x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))|[^\\\n]/u;

/**
 * Reads a text in double quotes as Go's `strconv.Unquote` does, `\x41`, `\101`, `\u0041` and `\U00000041` included.
 * Undefined when an escape is unknown, a line break stands in it, or its bytes are no UTF-8.
 */
export function unquoteGoString(quoted: string): string | undefined {
  const bytes: Buffer[] = [];
  const inside = quoted.slice(1, -1);
  const pieces = new RegExp(PIECE, 'uy');
  while (pieces.lastIndex < inside.length) {
    const piece = pieces.exec(inside);
    const read = piece === null ? undefined : bytesOf(piece);
    if (read === undefined) return undefined;
    bytes.push(read);
  }
  const whole = Buffer.concat(bytes);
  const text = whole.toString('utf8');
  return Buffer.from(text, 'utf8').equals(whole) ? text : undefined;
}

function bytesOf(piece: RegExpExecArray): Buffer | undefined {
  const [all, simple, hex, octal, short, long] = piece;
  if (simple !== undefined) return Buffer.from(SIMPLE[simple] ?? '', 'utf8');
  if (hex !== undefined) return Buffer.of(Number.parseInt(hex, 16));
  if (octal !== undefined) return byteOf(Number.parseInt(octal, 8));
  const codePoint = short ?? long;
  if (codePoint !== undefined) return utf8Of(Number.parseInt(codePoint, 16));
  return Buffer.from(all, 'utf8');
}

function byteOf(value: number): Buffer | undefined {
  return value > 0xff ? undefined : Buffer.of(value);
}

function utf8Of(codePoint: number): Buffer | undefined {
  const isSurrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
  return isSurrogate || codePoint > 0x10ffff ? undefined : Buffer.from(String.fromCodePoint(codePoint), 'utf8');
}
