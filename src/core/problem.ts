/** An error answer in the form of RFC 9457. `detail` is one line that says what to do, and holds no data. */
export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
}

/** What of Node's `ServerResponse`, and so of Express's response, an answer needs. */
export interface ProblemResponse {
  writeHead(status: number, headers: Readonly<Record<string, string | number>>): unknown;
  end(body: string): unknown;
}

/** Ends the response with the problem as its JSON body. */
export function writeProblem(
  response: ProblemResponse,
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
