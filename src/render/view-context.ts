import type { LabelSet } from '../core/alert.ts';
import type { GroupAlert } from '../core/group.ts';
import type { GroupView } from '../core/group-view.ts';
import type { Fingerprint } from '../core/ids.ts';
import type { Severity } from '../core/severity.ts';
import { AlertContext, ANNOTATION_TEXT, ANNOTATIONS, LABEL_TEXT, type Mark } from './alert-context.ts';
import { changesLine } from './changes-line.ts';
import { commonOf } from './common-labels.ts';
import { LAZY_NAMES } from './context-shape.ts';
import { countsOf } from './counts-of.ts';
import { type EscalationContext, escalationContext } from './escalation-context.ts';
import { dataLine } from './escape.ts';
import { headline } from './headline.ts';
import { hiddenLines, hiddenText } from './hidden-lines.ts';
import { byRole, isPlace, isPlumbing, isThing } from './label-roles.ts';
import type { Language } from './language.ts';
import { LazyContext } from './lazy-context.ts';
import { linksOf } from './links-of.ts';
import { personText } from './person-text.ts';
import type { TemplatePart } from './renderer.ts';
import { LABEL_CHARS } from './slack-limits.ts';
import { type Pair, TextMap } from './text-map.ts';

/** No list in the context is longer: more lines than this never fit a message. */
const LISTED_ALERTS = 100;

/**
 * The facts of a group as templates see them, described in docs/templates.md and checked against `CONTEXT_SHAPE`.
 * Data is cleaned and escaped on its way out and nowhere else, and only what a template asks for is made at all.
 */
export class ViewContext extends LazyContext {
  readonly part: TemplatePart;
  readonly state: GroupView['state'];
  readonly severity: Severity;
  /** False on the first post. */
  readonly isUpdate: boolean;
  /** Whether people can silence it from Slack; else there is Alertmanager's own form. */
  readonly canSilence: boolean;
  readonly startedAt: number;
  readonly resolvedAt: number | undefined;
  readonly durationMs: number | undefined;
  /** How long each list is in truth, of those that may hold fewer alerts than there are. */
  readonly totals = new Map<unknown, number>();
  readonly #view: GroupView;
  readonly #language: Language;
  readonly #commonLabels: LabelSet;
  readonly #made = new Map<GroupAlert, AlertContext>();
  readonly #lists = new Map<readonly GroupAlert[], readonly AlertContext[]>();
  readonly #marks = new Map<Fingerprint, Mark>();
  readonly #isCommon: (name: string) => boolean;
  #labels: TextMap | undefined;
  #annotations: TextMap | undefined;
  #title: string | undefined;

  constructor(request: {
    readonly view: GroupView;
    readonly language: Language;
    readonly part: TemplatePart;
    readonly canSilence?: boolean;
  }) {
    super();
    const { view, language, part, canSilence = true } = request;
    this.part = part;
    this.state = view.state;
    this.severity = view.severity;
    this.isUpdate = view.group.message !== undefined;
    this.canSilence = canSilence;
    this.startedAt = view.startedAt;
    this.resolvedAt = view.resolvedAt;
    this.durationMs = view.resolvedAt === undefined ? undefined : view.resolvedAt - view.startedAt;
    this.#view = view;
    this.#language = language;
    this.#commonLabels = commonOf(view, (alert) => alert.labels);
    this.#isCommon = (name) => Object.hasOwn(this.#commonLabels, name);
    if (!this.isUpdate) return;
    for (const { fingerprint } of view.changes.fresh) this.#marks.set(fingerprint, 'fresh');
    for (const { fingerprint } of view.changes.refired) this.#marks.set(fingerprint, 'refired');
  }

  protected override get names(): ReadonlySet<string> {
    return LAZY_NAMES.view;
  }

  get title(): string {
    this.#title ??= this.#titleText() || this.#language.phrase('group.untitled');
    return this.#title;
  }

  get headline(): string {
    return headline(this.#view, this.title, this.#language);
  }

  get receiver(): string {
    return dataLine(this.#view.group.receiver, LABEL_CHARS);
  }

  get counts() {
    return countsOf(this.#view);
  }

  /** What changed since readers were told last, as one line; empty when nothing did, and on the first post. */
  get changes(): string {
    return this.isUpdate ? changesLine(this.#view.changes, this.#language) : '';
  }

  /** Why Alertmanager keeps alerts back, a line for each reason; of what is over, that it was silenced to its end. */
  get hidden(): readonly string[] {
    return hiddenLines(this.#view, this.#language);
  }

  /** Who has the group, as a mention, and since when; undefined while nobody has. */
  get acknowledged(): { readonly by: string; readonly at: number } | undefined {
    const { acknowledged } = this.#view.group;
    if (acknowledged === undefined) return undefined;
    const { by, at } = acknowledged;
    return { by: personText(by), at };
  }

  get escalation(): EscalationContext | undefined {
    return escalationContext(this.#view.group);
  }

  get labels(): TextMap {
    this.#labels ??= new TextMap(this.#commonLabels, LABEL_TEXT);
    return this.#labels;
  }

  get annotations(): TextMap {
    this.#annotations ??= new TextMap(
      commonOf(this.#view, (alert) => alert.annotations),
      ANNOTATION_TEXT,
    );
    return this.#annotations;
  }

  get groupLabels(): TextMap {
    return new TextMap(this.#view.group.groupLabels, LABEL_TEXT);
  }

  get common(): readonly Pair[] {
    return this.#commonPairs((name) => !isPlumbing(name));
  }

  /** Values of the common labels that name a thing or a place, the narrowest first. */
  get place(): readonly string[] {
    return distinct(this.#commonPairs((name) => isThing(name) || isPlace(name)).map(({ value }) => value));
  }

  /** What tells the firing alerts apart, each once; of the others when none fires. */
  get things(): readonly string[] {
    const alerts = this.firing.length > 0 ? this.firing : this.#all();
    return distinct(alerts.map(({ thing }) => thing).filter((thing) => thing !== this.title));
  }

  /** The other common labels. */
  get details(): readonly Pair[] {
    return this.#commonPairs((name) => !isPlumbing(name) && !isThing(name) && !isPlace(name));
  }

  get summary(): string {
    return this.annotations.first(ANNOTATIONS.summary);
  }

  get description(): string {
    return this.annotations.first(ANNOTATIONS.description);
  }

  get action(): string {
    return this.annotations.first(ANNOTATIONS.action);
  }

  /** Of the most important alert that has one. */
  get links() {
    return linksOf(this.#all(), this.#view.group.peers, this.#commonLabels);
  }

  get firing(): readonly AlertContext[] {
    return this.#listed(this.#view.firing);
  }

  get unreported(): readonly AlertContext[] {
    return this.#listed(this.#view.unreported);
  }

  get resolved(): readonly AlertContext[] {
    return this.#listed(this.#view.resolved);
  }

  get news() {
    const { fresh, refired, resolved, unreported } = this.#view.changes;
    return {
      fresh: this.#listed(fresh),
      refired: this.#listed(refired),
      resolved: this.#listed(resolved),
      unreported: this.#listed(unreported),
    };
  }

  #all(): readonly AlertContext[] {
    const { firing, unreported, resolved } = this.#view;
    if (unreported.length + resolved.length === 0) return this.firing;
    return [...firing, ...unreported, ...resolved].slice(0, LISTED_ALERTS).map((alert) => this.#contextOf(alert));
  }

  #listed(alerts: readonly GroupAlert[]): readonly AlertContext[] {
    const known = this.#lists.get(alerts);
    if (known !== undefined) return known;
    const list = alerts.slice(0, LISTED_ALERTS).map((alert) => this.#contextOf(alert));
    this.#lists.set(alerts, list);
    this.totals.set(list, alerts.length);
    return list;
  }

  /** Each alert is made once, whichever lists it is in. */
  #contextOf(alert: GroupAlert): AlertContext {
    const known = this.#made.get(alert);
    if (known !== undefined) return known;
    const context = new AlertContext(alert, {
      mark: this.#marks.get(alert.fingerprint) ?? '',
      hidden: hiddenText(alert, this.#view, this.#language),
      isCommon: this.#isCommon,
    });
    this.#made.set(alert, context);
    return context;
  }

  #commonPairs(isWanted: (name: string) => boolean): readonly Pair[] {
    return this.labels.pairsOf(isWanted, byRole);
  }

  #titleText(): string {
    const shared = this.labels.get('alertname');
    if (shared !== undefined && shared !== '') return shared;
    const values = Object.values(this.#view.group.groupLabels).filter((value) => value !== '');
    if (values.length > 0) return values.map(LABEL_TEXT.value).join(' · ');
    return this.#all()[0]?.name ?? '';
  }
}

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)].filter((value) => value !== '');
}
