import type { ServerResponse } from 'node:http';

/** An error answer in the form of RFC 9457. `detail` is one line that says what to do, and holds no data. */
export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
}

/** Ends the response with the problem as its JSON body. */
export function writeProblem(
  response: ServerResponse,
  problem: Problem,
  headers: Readonly<Record<string, string>> = {},
): void {
  const body = JSON.stringify({ type: 'about:blank', ...problem });
  response.writeHead(problem.status, {
    'Content-Type': 'application/problem+json',
    'Content-Length': Buffer.byteLength(body),
    ...headers,
  });
  response.end(body);
}
