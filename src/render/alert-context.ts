import type { Alert } from '../core/alert.ts';
import type { GroupAlert } from '../core/group.ts';
import { type Severity, severityOf } from '../core/severity.ts';
import { LAZY_NAMES } from './context-shape.ts';
import { dataLine, dataText } from './escape.ts';
import { byRole, isPlumbing, isThing } from './label-roles.ts';
import { LazyContext } from './lazy-context.ts';
import { ANNOTATION_CHARS, LABEL_CHARS } from './slack-limits.ts';
import { type Pair, TextMap } from './text-map.ts';

/** Annotations under which teams keep what a message shows, in order of preference. */
export const ANNOTATIONS = {
  summary: ['summary', 'message', 'title'],
  description: ['description'],
  action: ['recommended_action', 'action'],
  runbook: ['runbook_url', 'runbook', 'runbookURL'],
  dashboard: ['dashboard_url', 'dashboard', 'dashboardURL', 'grafana'],
} as const;

const nameText = (raw: string): string => dataLine(raw, LABEL_CHARS);

/** How names and values of labels become text: a label is always one line. */
export const LABEL_TEXT = { name: nameText, value: nameText };
export const ANNOTATION_TEXT = { name: nameText, value: (raw: string): string => dataText(raw, ANNOTATION_CHARS) };

export type Mark = 'fresh' | 'refired' | '';

/** An alert as templates see it. Every string is escaped data, made when it is asked for. */
export class AlertContext extends LazyContext {
  readonly status: Alert['status'];
  readonly severity: Severity;
  readonly mark: Mark;
  /** Why Alertmanager keeps it back; empty when it does not. */
  readonly hidden: string;
  readonly labels: TextMap;
  readonly annotations: TextMap;
  readonly startsAt: number;
  readonly endsAt: number | undefined;
  readonly durationMs: number | undefined;
  readonly #alert: GroupAlert;
  readonly #isCommon: (name: string) => boolean;
  #differing: readonly Pair[] | undefined;

  /** `isCommon`: whether all alerts of the group have that label alike. */
  constructor(
    alert: GroupAlert,
    about: { readonly mark: Mark; readonly hidden: string; readonly isCommon: (name: string) => boolean },
  ) {
    super();
    const { startsAt, endsAt } = alert;
    this.status = alert.status;
    this.severity = severityOf(alert.labels);
    this.mark = about.mark;
    this.hidden = about.hidden;
    this.labels = new TextMap(alert.labels, LABEL_TEXT);
    this.annotations = new TextMap(alert.annotations, ANNOTATION_TEXT);
    this.startsAt = startsAt;
    this.endsAt = endsAt;
    this.durationMs = endsAt === undefined ? undefined : endsAt - startsAt;
    this.#alert = alert;
    this.#isCommon = about.isCommon;
  }

  protected override get names(): ReadonlySet<string> {
    return LAZY_NAMES.alert;
  }

  get name(): string {
    return this.labels.get('alertname') ?? '';
  }

  /** The name where it, or nothing else, tells the alert from the others; empty where the differing labels do. */
  get title(): string {
    return this.#isCommon('alertname') && this.differing.length > 0 ? '' : this.name;
  }

  /** The labels that tell the alert from the others, the thing that it is about first. */
  get differing(): readonly Pair[] {
    this.#differing ??= this.labels.pairsOf((name) => !isPlumbing(name) && !this.#isCommon(name), byRole);
    return this.#differing;
  }

  /** The thing that tells it from the others, e.g. the name of a pod; else its title, else any label that differs. */
  get thing(): string {
    const [first] = this.differing;
    if (first !== undefined && isThing(first.name)) return first.value;
    if (this.title !== '') return this.title;
    return first?.value ?? this.name;
  }

  /** The differing labels that {@link thing} and the title do not say. */
  get details(): readonly Pair[] {
    const [first, ...others] = this.differing;
    return first !== undefined && (isThing(first.name) || this.title === '') ? others : this.differing;
  }

  get summary(): string {
    return this.annotations.first(ANNOTATIONS.summary);
  }

  get description(): string {
    return this.annotations.first(ANNOTATIONS.description);
  }

  get source(): string {
    return dataLine(this.#alert.generatorURL, ANNOTATION_CHARS);
  }
}
