import { spawn } from 'node:child_process';

/** What opens an address in the person's browser, by platform. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

/**
 * Opens an address in the browser: what the variable BROWSER names, else the platform's own. Resolves with whether that
 * could be started; on a server without a screen it cannot.
 */
export function openBrowser(address: string, env: Readonly<Record<string, string | undefined>>): Promise<boolean> {
  const [command, ...args] = env.BROWSER ? [env.BROWSER] : (OPENERS[process.platform] ?? ['xdg-open']);
  return new Promise((resolve) => {
    const child = spawn(command ?? 'xdg-open', [...args, address], { stdio: 'ignore', detached: true });
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}
