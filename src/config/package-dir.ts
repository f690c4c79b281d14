import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds `package.json`, `templates/` and `locales/`, from `src/` and from `dist/` alike. */
export const PACKAGE_DIR = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** From package.json, the one place that holds it. */
export function productVersion(): string {
  const read: unknown = JSON.parse(readFileSync(join(PACKAGE_DIR, 'package.json'), 'utf8'));
  const isPackage = typeof read === 'object' && read !== null && 'version' in read;
  return isPackage && typeof read.version === 'string' ? read.version : 'unknown';
}
