const { inspect } = require('node:util');
const { setTimeout: pause } = require('node:timers/promises');
const { TestEnvironment } = require('jest-environment-node');

/** What a test may leave open by mistake: it keeps a process alive, or a port taken. */
const WATCHED = ['TCPServerWrap', 'TCPSocketWrap', 'ProcessWrap', 'FSEventWrap', 'Timeout'];
const PATIENCE_MS = 3_000;

function countOpen() {
  const open = process.getActiveResourcesInfo();
  return new Map(WATCHED.map((kind) => [kind, open.filter((each) => each === kind).length]));
}

/** Node's environment, which also fails a test file that leaves servers, sockets, processes or timers behind. */
class LeakFreeEnvironment extends TestEnvironment {
  #before = new Map();
  #failures = [];

  async setup() {
    await super.setup();
    this.#before = countOpen();
  }

  /** A file that leaves something open has its results dropped, so what failed in it is told with what it left. */
  handleTestEvent(event) {
    if (event.name !== 'test_done') return;
    const causes = event.test.errors.flatMap((cause) => (Array.isArray(cause) ? cause.slice(0, 1) : [cause]));
    this.#failures.push(...causes.map((cause) => `\n${event.test.name}: ${cause?.stack ?? inspect(cause)}`));
  }

  async teardown() {
    await super.teardown();
    const deadline = performance.now() + PATIENCE_MS;
    let leaks = this.#leaks();
    while (leaks.length > 0 && performance.now() < deadline) {
      await pause(20);
      leaks = this.#leaks();
    }
    if (leaks.length > 0) throw new Error(`left open after the tests: ${leaks.join(', ')}${this.#failures.join('')}`);
  }

  #leaks() {
    return [...countOpen()].flatMap(([kind, count]) => {
      const surplus = count - (this.#before.get(kind) ?? 0);
      return surplus > 0 ? [`${surplus} × ${kind}`] : [];
    });
  }
}

module.exports = LeakFreeEnvironment;
