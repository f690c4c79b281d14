/** Documents as earlier versions stored them: real ones, dumped from Redis, see documents/. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ROOT } from '../repository/repository-files.ts';

const FOLDER = join(ROOT, 'test/acceptance/documents');
/** Around when the documents were written, epoch milliseconds. */
const WRITTEN = /\b1795\d{9}\b/g;
const WRITTEN_AT = 1_795_434_766_000;

const StoredGroup = z.looseObject({
  state: z.enum(['open', 'resolved']),
  facts: z.looseObject({ id: z.string(), groupLabels: z.record(z.string(), z.string()), groupKey: z.string() }),
  delivery: z.looseObject({ message: z.looseObject({ ts: z.string() }).optional() }),
});
export type StoredGroup = z.infer<typeof StoredGroup>;

/** The documents of a form by their name, as if they had been written a moment ago. */
export function storedDocuments(form: number): ReadonlyMap<string, StoredGroup> {
  const folder = join(FOLDER, `form-${form}`);
  const shiftMs = Date.now() - WRITTEN_AT - 60_000;
  return new Map(
    readdirSync(folder).map((file) => {
      const text = readFileSync(join(folder, file), 'utf8');
      const recent = text.replace(WRITTEN, (written) => String(Number(written) + shiftMs));
      return [file.replace('.json', ''), StoredGroup.parse(JSON.parse(recent))];
    }),
  );
}
