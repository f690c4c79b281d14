/** `npm run bench`: builds the product and the benchmark, then runs it. `npm run bench -- --help` tells the options. */
import { runCompiled } from '../tools/run-compiled.mjs';

await runCompiled('bench');
