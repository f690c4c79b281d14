import type { NoiseReport, NoisyAlert } from '../core/api/report.ts';
import { codeSpan } from './code-span.ts';
import { dataLine } from './escape.ts';
import type { Language } from './language.ts';
import { LABEL_CHARS } from './slack-limits.ts';

/** A noise report as paragraphs of mrkdwn: what came to be, what to look at. `tenant`: as people say it. */
export function reportTexts(report: NoiseReport, tenant: string, language: Language): readonly string[] {
  const { formats } = language;
  const period = language.phrase('digest.period', {
    from: formats.moment(Date.parse(report.from), 'date'),
    until: formats.moment(Date.parse(report.until), 'date'),
  });
  const title = language.phrase('report.title', { tenant: dataLine(tenant, LABEL_CHARS) });
  return [
    [`📊 *${title}*`, period, ...historyLine(report, language)].join('\n'),
    sumsOf(report, language),
    ...listed('talkers', report.talkers, language),
    ...listed('flappers', report.flappers, language),
    ...listed('unacknowledged', report.neverAcknowledged, language),
  ];
}

function historyLine({ historyFrom }: NoiseReport, language: Language): readonly string[] {
  if (historyFrom === undefined) return [];
  const time = language.formats.moment(Date.parse(historyFrom), 'date');
  return [language.phrase('report.history', { time })];
}

function sumsOf(report: NoiseReport, language: Language): string {
  const { opened, resolved, acknowledged, messages, secondsToAcknowledge, secondsToResolve } = report;
  if (opened === 0) return language.phrase('report.quiet');
  const counts = [
    language.phrase('report.opened', { count: opened }),
    language.phrase('digest.acknowledged', { count: acknowledged }),
    language.phrase('digest.resolved', { count: resolved }),
    language.phrase('report.messages', { count: messages }),
  ];
  const after = (key: string, seconds: number | undefined) =>
    seconds === undefined ? [] : [language.phrase(key, { duration: language.formats.duration(seconds * 1_000) })];
  return [
    counts.join(' · '),
    ...after('report.to_acknowledge', secondsToAcknowledge),
    ...after('report.to_resolve', secondsToResolve),
  ].join('\n');
}

function listed(
  what: 'talkers' | 'flappers' | 'unacknowledged',
  alerts: readonly NoisyAlert[],
  language: Language,
): readonly string[] {
  if (alerts.length === 0) return [];
  const lines = alerts.map((alert) => {
    const name = alert.alert === '' ? language.phrase('group.untitled') : codeSpan(alert.alert);
    return [
      `• ${language.phrase('digest.by_name', { name, count: alert.opened })}`,
      ...(what === 'flappers' ? [language.phrase('report.reopened', { count: alert.reopened })] : []),
      language.phrase('report.messages', { count: alert.messages }),
      dataLine(alert.receiver, LABEL_CHARS),
    ].join(' · ');
  });
  return [[`*${language.phrase(`report.${what}`)}*`, ...lines].join('\n')];
}
