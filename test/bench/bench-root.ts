import { fileURLToPath } from 'node:url';

/** The repository. The benchmark runs compiled, as `.tmp/bench/test/bench/*.js`. */
export const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
