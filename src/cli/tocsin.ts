#!/usr/bin/env node
/** The command line: `tocsin <command>`. */
import { runCommandLine } from './run-command-line.ts';

// A reader such as `head` may leave before all is written: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await runCommandLine(process.argv.slice(2), process.env);
