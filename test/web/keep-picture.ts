import { writeFile } from 'node:fs/promises';
import UPNG from 'upng-js';

const IMAGES = new URL('../../docs/images/', import.meta.url);
const MAX_BYTES = 120_000;
/** As many as a page of text has. */
const COLORS = 128;

/**
 * With UPDATE_PICTURES=1, as `npm run pictures` sets it, writes what `take` photographs to docs/images/. A picture that is too
 * large for the repository is an error.
 */
export async function keepPicture(name: string, take: () => Promise<Buffer>): Promise<void> {
  if (process.env.UPDATE_PICTURES === undefined) return;
  const image = UPNG.decode(await take());
  const bytes = Buffer.from(UPNG.encode(UPNG.toRGBA8(image), image.width, image.height, COLORS));
  if (bytes.length > MAX_BYTES) throw new Error(`${name} has ${bytes.length} bytes, more than ${MAX_BYTES}`);
  await writeFile(new URL(`${name}.png`, IMAGES), bytes);
}
