import type { VNode } from 'preact';
import type { AlertExplained, ReceiverChosen, RouteTried, WhyAnswer } from '../../../core/api/why.ts';
import { Severity, Tag } from '../frame/parts.tsx';
import { Link, pathTo } from '../frame/route.tsx';
import { type Texts, useTexts } from '../frame/texts.ts';

/** Where each alert goes, and which routes it did not take, each with what did not match. */
export function Explanation({ answer, tenant }: { readonly answer: WhyAnswer; readonly tenant: string }): VNode {
  const texts = useTexts();
  const { t } = texts;
  const { dedupe } = answer;
  return (
    <div class="explanation" role="status">
      {dedupe !== undefined && (
        <p class="inset">
          <Tag mood={dedupe.verdict === 'copy' ? 'warning' : 'good'}>{t(`why.dedupe.${dedupe.verdict}`)}</Tag>{' '}
          {t(`why.dedupe.${dedupe.verdict}_means`, {
            duration: texts.duration(dedupe.windowSeconds * 1_000),
            peer: dedupe.firstFrom ?? '?',
          })}
        </p>
      )}
      {answer.alerts.map((alert, index) => (
        <AlertAnswer key={index} alert={alert} tenant={tenant} at={Date.parse(answer.at)} />
      ))}
      {answer.notShown > 0 && <p class="inset muted">{t('why.not_shown', { count: answer.notShown })}</p>}
    </div>
  );
}

function AlertAnswer(props: { readonly alert: AlertExplained; readonly tenant: string; readonly at: number }): VNode {
  const { t } = useTexts();
  const { alert, tenant, at } = props;
  return (
    <section class="answer">
      <p class="labels inset">
        <Severity severity={alert.severity} />
        {Object.entries(alert.labels).map(([name, value]) => (
          <code key={name}>
            {name}={value}
          </code>
        ))}
      </p>
      <h2 class="section-title">{t('why.receivers', { count: alert.receivers.length })}</h2>
      {alert.receivers.length === 0 && <p class="inset">{t('why.nowhere')}</p>}
      <ul class="cards">
        {alert.receivers.map((receiver) => (
          <li key={receiver.name}>
            <Receiver receiver={receiver} tenant={tenant} at={at} />
          </li>
        ))}
      </ul>
      <h2 class="section-title">{t('why.routes')}</h2>
      <Routes routes={alert.routes} />
    </section>
  );
}

function Receiver(props: { readonly receiver: ReceiverChosen; readonly tenant: string; readonly at: number }): VNode {
  const texts = useTexts();
  const { t } = texts;
  const { receiver, tenant, at } = props;
  const facts: readonly (readonly [name: string, value: string])[] = [
    ['channel', receiver.channel],
    ['route', receiver.routes.join(', ')],
    ['template', `${receiver.template} – ${t(`why.template_${receiver.templateWhy}`)}`],
    ['language', `${receiver.locale}, ${receiver.timeZone}`],
    ['mentions', receiver.mentions.join(' ')],
    ['time_intervals', receiver.timeIntervals.join(', ')],
  ];
  return (
    <>
      <b>{receiver.name}</b>{' '}
      {receiver.mutedUntil !== undefined && (
        <Tag mood="warning">{t('why.muted', { time: texts.moment(Date.parse(receiver.mutedUntil), at) })}</Tag>
      )}
      <dl class="facts-list">
        {facts.map(([name, value]) => value !== '' && <Fact key={name} name={name} value={value} />)}
      </dl>
      {receiver.group !== undefined && (
        <Link to={pathTo(['groups', tenant, receiver.group.id])}>
          {t(receiver.group.state === undefined ? 'why.new_group' : 'why.group')}
        </Link>
      )}
    </>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }): VNode {
  const { t } = useTexts();
  return (
    <>
      <dt>{t(`fact.${name}`)}</dt>
      <dd>{value}</dd>
    </>
  );
}

function Routes({ routes }: { readonly routes: readonly RouteTried[] }): VNode {
  const { t } = useTexts();
  return (
    <table class="rows stacked">
      <thead>
        <tr>
          <th scope="col">{t('fact.route')}</th>
          <th scope="col" class="spare">
            {t('fact.receiver')}
          </th>
          <th scope="col" class="spare">
            {t('why.matchers')}
          </th>
          <th scope="col" class="wide">
            {t('why.outcome')}
          </th>
        </tr>
      </thead>
      <tbody>
        {routes.map((route) => (
          <RouteRow key={route.path} route={route} />
        ))}
      </tbody>
    </table>
  );
}

function RouteRow({ route }: { readonly route: RouteTried }): VNode {
  const { t } = useTexts();
  const { failed, because } = route;
  const depth = route.path.split('.routes').length - 1;
  return (
    <tr class={route.outcome}>
      <th scope="row">
        <code class={`depth-${Math.min(depth, 5)}`}>{route.path}</code>
      </th>
      <td class="spare">{route.receiver}</td>
      <td class="spare">
        {route.matchers.map((matcher) => (
          <code key={matcher}>{matcher}</code>
        ))}
      </td>
      <td>
        <Tag mood={route.outcome === 'selected' ? 'good' : 'quiet'}>{t(`why.${route.outcome}`)}</Tag>
        {failed !== undefined && <div class="muted">{failedText(failed, t)}</div>}
        {because !== undefined && <div class="muted">{t('why.because', { route: because })}</div>}
      </td>
    </tr>
  );
}

function failedText({ matcher, label, value }: NonNullable<RouteTried['failed']>, t: Texts['t']): string {
  return value === '' ? t('why.failed_absent', { matcher, label }) : t('why.failed', { matcher, label, value });
}
