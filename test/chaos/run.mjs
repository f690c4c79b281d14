/** `npm run chaos`: builds the product and the harness, then runs it. `npm run chaos -- --help` tells the options. */
import { runCompiled } from '../tools/run-compiled.mjs';

await runCompiled('chaos');
