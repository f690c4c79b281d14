/**
 * What the answer of Alertmanager's API changes in a group. Pure.
 *
 * Webhooks tell what Alertmanager tells, and that is not all: what is silenced, inhibited or muted leaves the webhooks
 * without a word, resolves without a word, and fires again without a word. So what we know of each alert is laid beside
 * the answer:
 *
 * - it is listed, and kept back: the group shows why;
 * - it is listed as active: it is reported, also where webhooks leave it out; a newer start is a re-fire;
 * - no Alertmanager that would tell of it knows it, twice in a row: it is resolved. What webhooks report themselves has `quietAfterMs` for that:
 *   mostly its own word is on the way.
 *
 * An answer never speaks against a webhook that came after the question. See docs/adr/0015-the-truth-check.md.
 */
import type { Ended, Group, GroupAlert, Hidden } from '../core/group.ts';
import type { Fingerprint } from '../core/ids.ts';
import type { ReceiverPolicy } from '../core/policy.ts';
import { joinAlerts, observe } from '../groups/alert-join.ts';
import { hiddenOf, isReported } from '../groups/view.ts';
import type { ReportedAlert } from './alertmanagers.ts';
import { type Beside, type Finding, forgetOld, type Unlisted, withLearnt } from './learnt.ts';
import { isSeenBySome } from './only-matchers.ts';
import { belongsTo, firingAlert, hiddenBy } from './reported-alert.ts';
import type { Truth } from './truth.ts';

export interface TruthRules {
  readonly policy: ReceiverPolicy;
  /** How long webhooks may take for what they report themselves, milliseconds. */
  readonly quietAfterMs: number;
  /** Alerts that Alertmanager tells this receiver in another group by now: they are not claimed back. */
  readonly elsewhere?: ReadonlySet<Fingerprint>;
}

export interface Checked {
  /** The very same object when nothing is to be stored. */
  readonly group: Group;
  readonly findings: readonly Finding[];
}

/**
 * Alertmanager's notification log takes a re-fire for told until it repeats itself, 4 hours by default and a day in
 * many configurations. So long what ended without its word is watched.
 */
export const WATCH_MS = 24 * 60 * 60_000;

export function applyTruth(group: Group, truth: Truth, rules: TruthRules): Checked {
  // Somebody changed it after the question: the answer may be older than what they did.
  if ((group.pressedAt ?? 0) > truth.askedAt) return { group, findings: [] };
  const beside: Beside = {
    alerts: { ...group.alerts },
    hidden: { ...group.hidden },
    missing: { ...group.missing },
    ended: { ...group.ended },
    findings: [],
  };
  for (const alert of Object.values(group.alerts)) {
    if (alert.status === 'firing') judgeFiring(alert, { group, truth, rules, beside });
    else judgeResolved(alert, { group, truth, beside });
  }
  judgePruned({ group, truth, beside });
  forgetOld(beside, truth.askedAt);
  const unlisted = judgeUnlisted({ group, truth, beside });
  return {
    group: withLearnt(group, { askedAt: truth.askedAt, policy: rules.policy, beside, unlisted }),
    findings: beside.findings,
  };
}

interface Case {
  readonly group: Group;
  readonly truth: Truth;
  readonly rules: TruthRules;
  readonly beside: Beside;
}

function judgeFiring(alert: GroupAlert, all: Case): void {
  const { group, truth, beside } = all;
  const { fingerprint, lastSeenAt } = alert;
  if (lastSeenAt > truth.askedAt) return;
  const said = truth.alerts.get(fingerprint);
  if (said === undefined) {
    if (truth.isWhole && isSeenBySome(alert.labels, truth.onlys)) judgeMissing(alert, all);
    return;
  }
  delete beside.missing[fingerprint];
  // Routes changed, or it was not looked at yet: that it fires is all that is known.
  if (said.state === 'unprocessed' || !said.receivers.includes(group.upstreamReceiver)) return;
  const current = said.startsAt > alert.startsAt ? refire(alert, said, all) : alert;
  if (said.state === 'suppressed') hide(current, said, all);
  else tell(current, all);
}

function refire(alert: GroupAlert, said: ReportedAlert, { truth, beside }: Pick<Case, 'truth' | 'beside'>): GroupAlert {
  const next = joinAlerts(alert, firingAlert(said, truth.askedAt));
  beside.alerts[alert.fingerprint] = next;
  beside.findings.push('refired');
  return next;
}

function hide(alert: GroupAlert, said: ReportedAlert, { group, truth, beside }: Case): void {
  const next = hiddenBy(said, truth);
  const known = hiddenOf(alert, group);
  if (known !== undefined && isSameReason(known, next, truth)) return;
  beside.hidden[alert.fingerprint] = next;
  if (known === undefined) beside.findings.push('hidden');
}

/** Of several alerts that inhibit it Alertmanager names any one: the one that is known stays as long as it fires. */
function isSameReason(known: Hidden, next: Hidden, { alerts }: Truth): boolean {
  if (known.why !== next.why) return false;
  if (known.by === next.by) return true;
  return known.why === 'inhibited' && known.by !== undefined && alerts.has(known.by as Fingerprint);
}

function tell(alert: GroupAlert, { group, truth, rules, beside }: Case): void {
  const { fingerprint } = alert;
  const wasHidden = hiddenOf(alert, group) !== undefined;
  delete beside.hidden[fingerprint];
  if (!wasHidden && isReported(alert, group, rules.policy.copyWindowMs)) return;
  if (!wasHidden && rules.elsewhere?.has(fingerprint)) return;
  beside.alerts[fingerprint] = { ...alert, lastSeenAt: truth.askedAt, firingSeenAt: truth.askedAt };
  if (alert.lastSeenAt < truth.askedAt) beside.findings.push('reported');
}

/** Found missing once, it is asked about again. */
function judgeMissing(alert: GroupAlert, { group, truth, rules, beside }: Case): void {
  const { fingerprint, lastSeenAt } = alert;
  const since = beside.missing[fingerprint];
  if (since === undefined || since <= lastSeenAt) {
    beside.missing[fingerprint] = truth.askedAt;
    return;
  }
  const hidden = hiddenOf(alert, group);
  const isExpected = hidden === undefined && isReported(alert, group, rules.policy.copyWindowMs);
  if (truth.askedAt - since < (isExpected ? rules.quietAfterMs : 1)) return;
  const { startsAt } = alert;
  const word = { ...alert, status: 'resolved', endsAt: Math.max(since, startsAt) } as const;
  beside.alerts[fingerprint] = joinAlerts(alert, observe(word, truth.askedAt));
  const why = hidden === undefined ? {} : { why: hidden.why };
  beside.ended[fingerprint] = { startsAt, at: truth.askedAt, ...why, until: truth.askedAt + WATCH_MS };
  beside.findings.push('resolved');
}

/**
 * A re-fire that no webhook told, or an end that was none: we had found it ourselves, and its episode goes on. What
 * webhooks resolved is theirs to tell.
 */
function judgeResolved(alert: GroupAlert, { group, truth, beside }: Pick<Case, 'group' | 'truth' | 'beside'>): void {
  const said = truth.alerts.get(alert.fingerprint);
  const ended = beside.ended[alert.fingerprint];
  if (said === undefined || ended === undefined || alert.lastSeenAt > truth.askedAt) return;
  if (!isToldAgain(said, ended, { group, truth })) return;
  if (said.startsAt > alert.startsAt) refire(alert, said, { truth, beside });
  else if (ended.at === alert.resolvedSeenAt && said.startsAt === alert.startsAt) {
    beside.alerts[alert.fingerprint] = goingOn(alert, truth.askedAt);
    beside.findings.push('refired');
  }
}

function isToldAgain(
  { state, receivers }: ReportedAlert,
  { until }: Ended,
  { group, truth }: Pick<Case, 'group' | 'truth'>,
): boolean {
  return state === 'active' && until > truth.askedAt && receivers.includes(group.upstreamReceiver);
}

function goingOn({ endsAt: _, ...alert }: GroupAlert, at: number): GroupAlert {
  return { ...alert, status: 'firing', lastSeenAt: at, firingSeenAt: at, resolvedSeenAt: 0, latestEndsAt: 0 };
}

/** The same for what has left the document since. */
function judgePruned({ group, truth, beside }: Pick<Case, 'group' | 'truth' | 'beside'>): void {
  for (const [name, ended] of Object.entries(beside.ended)) {
    const said = truth.alerts.get(name as Fingerprint);
    if (said === undefined || beside.alerts[said.fingerprint] !== undefined) continue;
    if (said.startsAt < ended.startsAt || !isToldAgain(said, ended, { group, truth })) continue;
    beside.alerts[said.fingerprint] = firingAlert(said, truth.askedAt);
    beside.findings.push('refired');
  }
}

/** Whether those that answered would tell of alerts like the group's. */
function areSeen({ alerts }: Group, { isWhole, onlys }: Truth): boolean {
  return isWhole && Object.values(alerts).every(({ labels }) => isSeenBySome(labels, onlys));
}

/** Of alerts that payloads left out for their size nothing is known but their group's labels. */
function judgeUnlisted({ group, truth, beside }: Pick<Case, 'group' | 'truth' | 'beside'>): Unlisted {
  const { truncated, emptySince } = group;
  const kept = { truncated, ...(emptySince === undefined ? {} : { emptySince }) };
  if (truncated.unknown === 0 || truncated.at > truth.askedAt) return { truncated };
  for (const alert of truth.alerts.values()) if (belongsTo(alert, group)) return { truncated };
  if (!areSeen(group, truth)) return kept;
  if (emptySince === undefined || emptySince <= truncated.at) return { truncated, emptySince: truth.askedAt };
  if (emptySince === truth.askedAt) return kept;
  beside.findings.push('resolved');
  return { truncated: { at: truth.askedAt, count: 0, unknown: 0 } };
}
