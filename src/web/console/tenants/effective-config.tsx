import type { ComponentChildren, VNode } from 'preact';
import type { TenantDetails } from '../../../core/api/tenants.ts';
import { When } from '../frame/parts.tsx';
import { useTexts } from '../frame/texts.ts';
import { useNow } from '../frame/use-now.ts';
import { Receivers, Roles, Routes } from './config-tables.tsx';

/** A tenant's configuration as it is used, with all defaults in it and no secret. */
export function EffectiveConfig({ details }: { readonly details: TenantDetails }): VNode {
  const { t } = useTexts();
  const { now, timeZone, alertmanagers, webhooks, schedules } = details;
  return (
    <>
      <Part title={t('tenants.tenant')}>
        <dl class="facts-list">
          <Fact name={t('tenants.tier')}>{now.tier}</Fact>
          <Fact name={t('fact.language')}>{`${now.locale}, ${timeZone}`}</Fact>
          {alertmanagers.map(({ name, url }) => (
            <Fact key={name} name="Alertmanager">{`${name}: ${url}`}</Fact>
          ))}
          {webhooks.map(({ name, kinds }) => (
            <Fact key={name} name="Webhook">{`${name}: ${kinds.join(', ')}`}</Fact>
          ))}
          {schedules.length > 0 && <Fact name={t('tenants.schedules')}>{schedules.join(', ')}</Fact>}
        </dl>
      </Part>
      <SlackPart details={details} />
      <Tokens tokens={details.tokens} />
      <Part title={t('tenants.receivers')}>
        <Receivers receivers={details.receivers} />
      </Part>
      <Part title={t('tenants.routes')}>
        <Routes routes={details.routes} />
      </Part>
      <Part title={t('tenants.roles')}>
        <Roles roles={details.roles} />
      </Part>
    </>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ComponentChildren }): VNode {
  return (
    <section aria-label={title}>
      <h2 class="section-title">{title}</h2>
      {children}
    </section>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }): VNode {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function SlackPart({ details: { slack } }: { readonly details: TenantDetails }): VNode {
  const { t } = useTexts();
  return (
    <Part title="Slack">
      {slack.problem !== undefined && <p class="inset failure">{slack.problem}</p>}
      <dl class="facts-list">
        <Fact name={t('tenants.install')}>{slack.install}</Fact>
        {slack.team !== undefined && <Fact name={t('tenants.team')}>{slack.team}</Fact>}
        <Fact name={t('tenants.in_doubt')}>{slack.inDoubt}</Fact>
      </dl>
    </Part>
  );
}

function Tokens({ tokens }: Pick<TenantDetails, 'tokens'>): VNode {
  const { t } = useTexts();
  const now = useNow(60_000);
  return (
    <Part title={t('tenants.tokens')}>
      {tokens.length === 0 && <p class="inset muted">{t('tenants.no_tokens')}</p>}
      <dl class="facts-list">
        {tokens.map(({ use, name, role, digest, since, sinceBy }) => (
          <Fact key={`${use} ${digest}`} name={[use, name, role].filter(Boolean).join(' · ')}>
            <code>{digest}</code> {t(`tenants.age.${sinceBy ?? 'unknown'}`)}{' '}
            {since !== undefined && <When at={since} now={now} isRelative />}
          </Fact>
        ))}
      </dl>
    </Part>
  );
}
