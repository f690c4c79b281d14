import { type Matcher, readMatchers } from './matcher.ts';

/**
 * The matchers of the route that made a group, and of the routes above it, from the first down. Alertmanager writes a
 * groupKey as each route's matchers in braces, parted by `/`, then `:` and the group's labels (dispatch/route.go, `Key`;
 * dispatch/dispatch.go, `GroupKey`): `{}/{team="db"}:{alertname="DiskFull", cluster="a"}`. Undefined for any other text:
 * the key is Alertmanager's, and other senders may write what they like.
 */
export function routeMatchersIn(groupKey: string): readonly Matcher[] | undefined {
  const routes = partsOf(groupKey)?.routes;
  const read = routes?.map(readMatchers) ?? [];
  if (routes === undefined || read.some((each) => 'problem' in each)) return undefined;
  return read.flatMap((each) => ('matchers' in each ? each.matchers : []));
}

/** The group's labels, as matchers. Undefined where {@link routeMatchersIn} is. */
export function groupLabelsIn(groupKey: string): readonly Matcher[] | undefined {
  const labels = partsOf(groupKey)?.labels;
  const read = labels === undefined ? undefined : readMatchers(labels);
  return read !== undefined && 'matchers' in read ? read.matchers : undefined;
}

/** The routes' texts, and that of the labels, each with its braces. */
function partsOf(groupKey: string): { readonly routes: readonly string[]; readonly labels: string } | undefined {
  const routes: string[] = [];
  let at = 0;
  for (;;) {
    const end = closingBrace(groupKey, at);
    if (end === undefined) return undefined;
    routes.push(groupKey.slice(at, end + 1));
    if (groupKey[end + 1] !== '/') {
      const rest = groupKey.slice(end + 1);
      return /^:\{.*\}$/s.test(rest) ? { routes, labels: rest.slice(1) } : undefined;
    }
    at = end + 2;
  }
}

const STEP = /"(?:[^"\\]|\\[\s\S])*"|[^"}]|(?<end>\})/y;

/** Where the brace closes that opens at `at`. Braces in double quotes are text. */
function closingBrace(text: string, at: number): number | undefined {
  if (text[at] !== '{') return undefined;
  const steps = new RegExp(STEP);
  steps.lastIndex = at + 1;
  for (;;) {
    const step = steps.exec(text);
    if (step === null) return undefined;
    if (step.groups?.end !== undefined) return step.index;
  }
}
