/** What people, Alertmanager's API and time do to a group in a life, by the relay's own rules. */
import type { ReportedAlert, Silence } from '../actions/alertmanagers.ts';
import { applyTruth } from '../actions/apply-truth.ts';
import { followSilences } from '../actions/silence-life.ts';
import { toApi } from '../actions/silence-matchers.ts';
import type { Truth } from '../actions/truth.ts';
import type { Group, GroupSilence } from '../core/group.ts';
import { fingerprint } from '../core/ids.ts';
import type { ReceiverPolicy } from '../core/policy.ts';
import { withNote } from '../groups/notes.ts';
import { withHiddenBy, withSilence } from '../groups/silences.ts';
import { type Matcher, parseMatchers } from '../routing/matcher.ts';
import { type Louder, ROUND_MS } from './fixture-file.ts';
import type { LaterStep, Life, LifeStep } from './life.ts';

type StepOf<Name extends LaterStep['name']> = Extract<LaterStep, { readonly name: Name }>;

/** The silences of a life's group, with what they match: the group keeps their ids alone. */
export type Matched = ReadonlyMap<string, readonly Matcher[]>;

/** The matchers of all silences that are made in the life, by their ids. */
export function silencesOf({ steps }: Life): Matched {
  return new Map(steps.flatMap((step) => ('silencedBy' in step ? [[idOf(step), parseMatchers(step.matchers)]] : [])));
}

/** Slack's ids of people who may be named: they do something in the life, or are called. */
export function peopleIn({ steps, escalation }: Life): readonly string[] {
  return [...steps.flatMap(personOf), ...(escalation?.steps.flatMap(({ people }) => people) ?? [])];
}

function personOf(step: LifeStep): readonly string[] {
  if ('acknowledgedBy' in step) return [step.acknowledgedBy];
  return 'silencedBy' in step ? [step.silencedBy] : [];
}

/** The receiver's policy with what happens in the life while nobody answers. */
export function withLouder(policy: ReceiverPolicy, louder: Louder | undefined): ReceiverPolicy {
  if (louder === undefined) return policy;
  const { steps, acknowledgement, targets } = louder;
  const mentioning = steps.map(({ afterMs, people }) => ({
    afterMs,
    mentions: () => people.map((person) => `<@${person}>`),
    channels: [],
    people: () => [],
  }));
  return {
    ...policy,
    escalation: { name: 'preview', steps: mentioning, acknowledgement },
    targets: { critical: targets, error: targets, warning: targets, info: targets, none: targets },
  };
}

/** The group after the step, before anything is told of it. */
export function takeLater(
  group: Group,
  step: LaterStep,
  { policy, matched }: { readonly policy: ReceiverPolicy; readonly matched: Matched },
): Group {
  switch (step.name) {
    case 'acknowledged': {
      const { at, acknowledgedBy } = step;
      return pressed({ ...group, acknowledged: { by: acknowledgedBy, at } }, at);
    }
    case 'silenced':
      return pressed(silenced(group, step), step.at);
    case 'checked': {
      const first = checked(group, truthOf(group, step, { askedAt: step.at - ROUND_MS, matched }), policy);
      return checked(first, truthOf(first, step, { askedAt: step.at, matched }), policy);
    }
    case 'waited':
      return group;
    default:
      return step satisfies never;
  }
}

function pressed(group: Group, at: number): Group {
  return { ...group, pressedAt: at, pendingSince: group.pendingSince ?? at };
}

const ALERTMANAGER = 'preview';

/** Where the pretended Alertmanager has its pages. */
const PAGE = 'https://alertmanager.example.com/#/silences/';

function idOf({ at, silencedBy }: StepOf<'silenced'>): string {
  return `${silencedBy}-${at}`;
}

function silenced(group: Group, step: StepOf<'silenced'>): Group {
  const { at, silencedBy: by, forMs, whileFiring = false, comment = '' } = step;
  const id = idOf(step);
  const endsAt = at + forMs;
  const kept: GroupSilence = {
    ...{ id, alertmanager: ALERTMANAGER, createdBy: by, by, comment, startsAt: at, endsAt },
    ...(whileFiring ? { whileFiring } : {}),
  };
  const matchers = parseMatchers(step.matchers);
  const hiding = withHiddenBy(withSilence(group, kept), {
    ...{ id, at },
    matches: (labels) => matchers.every((matcher) => matcher.matches(labels)),
  });
  const said = { until: endsAt, comment, url: `${PAGE}${id}`, whileFiring };
  return withNote(hiding, { id: `silenced:${id}`, at, kind: 'silenced', by, ...said });
}

function checked(group: Group, truth: Truth, policy: ReceiverPolicy): Group {
  // As the truth check has it by default: docs/truth-check.md.
  const learnt = applyTruth(group, truth, { policy, quietAfterMs: 5 * 60_000 });
  return followSilences(group, learnt.group, truth);
}

function truthOf(
  group: Group,
  { listed }: StepOf<'checked'>,
  { askedAt, matched }: { readonly askedAt: number; readonly matched: Matched },
): Truth {
  const silences = (group.silences ?? []).filter(({ endsAt }) => endsAt > askedAt);
  const alerts = listed.map(({ fingerprint: name, labels, startsAt, inhibitedBy, mutedBy, isElsewhere }) => {
    const holding = silences.filter(({ id }) => matched.get(id)?.every((matcher) => matcher.matches(labels)));
    const silencedBy = isElsewhere === true ? [] : holding.map(({ id }) => id);
    const keptBack = { silencedBy, inhibitedBy: listOf(inhibitedBy), mutedBy: listOf(mutedBy) };
    const isKeptBack = Object.values(keptBack).some(({ length }) => length > 0);
    const alert: ReportedAlert = {
      ...{ fingerprint: fingerprint(name), labels, annotations: {}, generatorURL: '' },
      ...{ startsAt: Date.parse(startsAt), endsAt: askedAt + ROUND_MS, updatedAt: askedAt },
      ...keptBack,
      state: isKeptBack ? 'suppressed' : 'active',
      receivers: isElsewhere === true ? [] : [group.upstreamReceiver],
    };
    return [alert.fingerprint, alert] as const;
  });
  const known = silences.map((silence) => [silence.id, silenceOf(silence, { group, matched })] as const);
  return {
    askedAt,
    ...{ alerts: new Map(alerts), silences: new Map(known), isWhole: true, onlys: [[]], unanswered: new Set() },
  };
}

function listOf(name: string | undefined): readonly string[] {
  return name === undefined ? [] : [name];
}

function silenceOf(
  { by = '', whileFiring, endTold: _, ...silence }: GroupSilence,
  { group, matched }: { readonly group: Group; readonly matched: Matched },
): Silence {
  const { id, startsAt: updatedAt } = silence;
  const origin = { requestId: id, group: group.id, by, whileFiring: whileFiring === true };
  return {
    ...{ ...silence, updatedAt, state: 'active', url: `${PAGE}${id}`, origin },
    matchers: (matched.get(id) ?? []).map(toApi),
  };
}
