const { relative } = require('node:path');
const { default: Sequencer } = require('@jest/test-sequencer');

/**
 * Half a minute or so each: begun last, one of them would have the machine to itself. Those that keep a core busy take
 * turns with those that mostly wait, for instance until somebody is called again.
 */
const LONG = [
  'cli/documents.test.ts',
  'acceptance/failover.test.ts',
  'chaos/chaos.test.ts',
  'acceptance/outages.test.ts',
  'ingest/fuzzing.test.ts',
  'acceptance/escalation.test.ts',
  'cli/dead.test.ts',
  'acceptance/real-chain.test.ts',
  'workers/workers.test.ts',
  'acceptance/truth-check.test.ts',
  'web/console.test.ts',
  'acceptance/redis-trouble.test.ts',
  'cli/quickstart.test.ts',
  'delivery/storm.test.ts',
  'dashboards/observed.test.ts',
  'delivery/in-doubt.test.ts',
  'acceptance/storm.test.ts',
].map((name) => `test/${name}`);

/**
 * Jest begins with the largest files until it knows how long each takes, which it does not on a fresh machine; but the
 * longest here are short to read.
 */
class LongFirst extends Sequencer {
  sort(tests) {
    const placeOf = ({ path, context }) => LONG.indexOf(relative(context.config.rootDir, path).replaceAll('\\', '/'));
    const long = tests.filter((test) => placeOf(test) !== -1).sort((a, b) => placeOf(a) - placeOf(b));
    return [...long, ...super.sort(tests.filter((test) => placeOf(test) === -1))];
  }
}

module.exports = LongFirst;
