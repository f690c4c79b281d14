import { parser } from '@prometheus-io/lezer-promql';

export interface Matcher {
  readonly label: string;
  readonly op: string;
  readonly value: string;
}

export interface Selector {
  readonly metric: string;
  readonly matchers: readonly Matcher[];
  /** As it stands in the expression, without a range. */
  readonly text: string;
}

export interface ParsedPromql {
  readonly selectors: readonly Selector[];
  /** Labels that `by`, `without`, `on`, `ignoring` and the like name. */
  readonly groupingLabels: readonly string[];
}

type SyntaxNode = ReturnType<typeof parser.parse>['topNode'];

/** What an expression reads, by Prometheus's own grammar. Throws, with the place, when it is none. */
export function parsePromql(expression: string): ParsedPromql {
  const selectors: Selector[] = [];
  const groupingLabels: string[] = [];
  parser.parse(expression).iterate({
    enter({ node, name, from, to, type }) {
      if (type.isError) throw new Error(`no PromQL at ${from}: ${expression.slice(from, from + 30)} in ${expression}`);
      if (name === 'VectorSelector') selectors.push(readSelector(node, expression));
      if (name === 'GroupingLabels') {
        groupingLabels.push(...node.getChildren('LabelName').map((label) => textOf(label, expression)));
      }
      return to > from;
    },
  });
  return { selectors, groupingLabels };
}

/** Whether a series whose label has this value would be selected; true when nothing is said of the label. */
export function admits(selector: Selector, label: string, value: string): boolean {
  return selector.matchers
    .filter((matcher) => matcher.label === label)
    .every((matcher) => {
      const isRegex = matcher.op.endsWith('~');
      const isEqual = isRegex ? new RegExp(`^(?:${matcher.value})$`).test(value) : matcher.value === value;
      return matcher.op.startsWith('!') ? !isEqual : isEqual;
    });
}

function readSelector(node: SyntaxNode, expression: string): Selector {
  const name = node.getChild('Identifier');
  const matchers = node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? [];
  return {
    metric: name === null ? '' : textOf(name, expression),
    matchers: matchers.map((matcher) => ({
      label: textOf(matcher.getChild('LabelName'), expression),
      op: textOf(matcher.getChild('MatchOp'), expression),
      value: textOf(matcher.getChild('StringLiteral'), expression).slice(1, -1),
    })),
    text: textOf(node, expression),
  };
}

function textOf(node: { readonly from: number; readonly to: number } | null, expression: string): string {
  return node === null ? '' : expression.slice(node.from, node.to);
}
