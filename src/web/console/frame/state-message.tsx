import type { ComponentChildren, VNode } from 'preact';
import { Notice } from '../../frame/notice.tsx';
import type { Loaded } from '../../frame/use-loaded.ts';
import { useTexts } from './texts.ts';

/** Said where a list would be: what there is nothing of, and what that means. */
export function StateMessage(props: { readonly title: string; readonly children?: ComponentChildren }): VNode {
  return (
    <div class="state-message" role="status">
      <b>{props.title}</b>
      {props.children}
    </div>
  );
}

/** What is loaded, or that it is on its way, or why it is not there and how to try again. */
export function Shown<Type>(props: {
  readonly loaded: Loaded<Type>;
  /** Told in place of a fault of status 404 or 409. */
  readonly absent?: ComponentChildren;
  children(data: Type): ComponentChildren;
}): VNode {
  const { t } = useTexts();
  const { data, fault, reload } = props.loaded;
  const isAbsent = props.absent !== undefined && (fault?.status === 404 || fault?.status === 409);
  return (
    <>
      {fault !== undefined && isAbsent && props.absent}
      {fault !== undefined && !isAbsent && (
        <Notice isFault>
          {t('shell.not_loaded', { reason: fault.message })}{' '}
          <button type="button" class="button" onClick={reload}>
            {t('shell.again')}
          </button>
        </Notice>
      )}
      {data === undefined && fault === undefined && <StateMessage title={t('shell.loading')} />}
      {data !== undefined && props.children(data)}
    </>
  );
}
