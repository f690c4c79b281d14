import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { WhyAnswer, WhyBody } from '../../../core/api/why.ts';
import { postJson } from '../../frame/load-json.ts';
import { Notice } from '../../frame/notice.tsx';
import { ViewHeader } from '../frame/parts.tsx';
import { changeQuery, type Route } from '../frame/route.tsx';
import { API } from '../frame/session.ts';
import { StateMessage } from '../frame/state-message.tsx';
import { TenantChoice, useTenant } from '../frame/tenant-choice.tsx';
import { useTexts } from '../frame/texts.ts';
import { reasonOf } from '../frame/use-api.ts';
import { Explanation } from './explanation.tsx';
import { readAsked } from './read-asked.ts';

/** Why an alert goes where it goes: what is asked stands in the address, so that it can be handed on. */
export function WhyView({ route }: { readonly route: Route }): VNode {
  const { t } = useTexts();
  const tenant = useTenant(route);
  const labels = route.query.get('labels') ?? '';
  return (
    <>
      <ViewHeader title={t('view.why')} about={t('why.about')} />
      <div class="toolbar">
        <TenantChoice tenant={tenant} />
      </div>
      <div class="view">
        {tenant === undefined ? (
          <StateMessage title={t('shell.choose_tenant')} />
        ) : (
          <Question key={tenant} tenant={tenant} labels={labels} />
        )}
      </div>
    </>
  );
}

function Question({ tenant, labels }: { readonly tenant: string; readonly labels: string }): VNode {
  const { t } = useTexts();
  const [text, setText] = useState(labels);
  const { answer, fault, ask } = useWhy(tenant, labels);
  const send = (event: SubmitEvent): void => {
    event.preventDefault();
    ask(text);
    // A whole webhook is too long for an address.
    changeQuery({ labels: text.trimStart().startsWith('{') ? '' : text });
  };
  return (
    <>
      <form class="question" onSubmit={send}>
        <label class="choice">
          <span>{t('why.labels')}</span>
          <textarea
            class="field code"
            rows={6}
            value={text}
            placeholder={'alertname=DiskFull\nseverity=critical\nteam=db'}
            spellcheck={false}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="button primary" disabled={text.trim() === ''}>
          {t('why.explain')}
        </button>
      </form>
      {fault !== undefined && <Notice isFault>{fault}</Notice>}
      {answer !== undefined && <Explanation answer={answer} tenant={tenant} />}
    </>
  );
}

/** Asks when there is something in the address to ask for, and whenever somebody wants it. */
function useWhy(tenant: string, labels: string) {
  const { t } = useTexts();
  const [answer, setAnswer] = useState<WhyAnswer>();
  const [fault, setFault] = useState<string>();
  const ask = (text: string): void => {
    const asked = readAsked(text);
    setFault(undefined);
    if ('fault' in asked) {
      setFault(t(`why.fault.${asked.fault}`, { line: asked.line }));
      return;
    }
    const body: WhyBody = asked;
    void postJson<WhyAnswer>(`${API}/tenants/${encodeURIComponent(tenant)}/why`, body).then(
      setAnswer,
      (error: unknown) => setFault(reasonOf(error)),
    );
  };
  useEffect(() => {
    if (labels !== '') ask(labels);
    // Only what the address said when the view was opened: later questions come from the form.
  }, []);
  return { answer, fault, ask };
}
