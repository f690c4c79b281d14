/** Starts the relay from the environment: `node dist/main.js`. */
import { serve } from './cli/serve.ts';

process.exitCode = await serve(process.env);
