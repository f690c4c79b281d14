/** A request that was not answered with 2xx, with what the server said of it. */
export class LoadError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The JSON at a path. Throws a {@link LoadError} for another status than 2xx. */
export async function loadJson<Type>(path: string, signal?: AbortSignal): Promise<Type> {
  return await readJson(await fetch(path, signal === undefined ? {} : { signal }));
}

/** Posts JSON, and reads the JSON that comes back. Throws a {@link LoadError} for another status than 2xx. */
export async function postJson<Type>(path: string, body: object, signal?: AbortSignal): Promise<Type> {
  const headers = { 'Content-Type': 'application/json' };
  const sent = { method: 'POST', headers, body: JSON.stringify(body) };
  return await readJson(await fetch(path, signal === undefined ? sent : { ...sent, signal }));
}

/** Has something removed. Throws a {@link LoadError} for another status than 2xx. */
export async function deleteAt<Type>(path: string): Promise<Type | undefined> {
  const response = await fetch(path, { method: 'DELETE' });
  return response.status === 204 ? undefined : await readJson(response);
}

async function readJson<Type>(response: Response): Promise<Type> {
  if (response.ok) return await response.json();
  throw new LoadError(response.status, faultOf(await response.text()) || `the server answered ${response.status}`);
}

/** What `application/problem+json`, or the sandbox's own `{ error }`, says. */
function faultOf(body: string): string {
  if (!body.startsWith('{')) return '';
  const { title, detail, error } = JSON.parse(body);
  return [title, detail, error].filter((part) => typeof part === 'string' && part !== '').join(': ');
}
