import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { ActionDone, GroupDetails } from '../../../core/api/groups.ts';
import { postJson } from '../../frame/load-json.ts';
import { SaidLine, Severity, When } from '../frame/parts.tsx';
import { API, useSession } from '../frame/session.ts';
import { useTexts } from '../frame/texts.ts';
import { useDeed } from '../frame/use-api.ts';
import { GroupTag } from './group-line.tsx';

type Deed = 'acknowledge' | 'unacknowledge' | 'close' | 'replay';

interface ActionProps {
  readonly group: GroupDetails;
  /** Below the API's own. */
  readonly path: string;
  readonly now: number;
  onDone(): void;
}

/** How the group stands, and what can be done with it here. */
export function GroupActions({ group, path, now, onDone }: ActionProps): VNode {
  const { t } = useTexts();
  const { may } = useSession();
  const deed = useDeed();
  const act = (name: string, target: string, body: object = {}): void =>
    deed.run(async () => {
      const done = await postJson<Partial<ActionDone>>(`${API}${target}`, body);
      onDone();
      return t(done.outcome === 'repeated' ? 'group.done_before' : `group.done.${name}`);
    });
  return (
    <section class="group-actions" aria-label={t('group.actions')}>
      <p class="standing">
        <Severity severity={group.severity} /> <GroupTag group={group} />{' '}
        {group.acknowledged !== undefined && t('groups.has_it', { person: group.acknowledged.by })}{' '}
        <span class="muted">
          <When at={group.startedAt} now={now} isRelative />
        </span>
      </p>
      <Deeds group={group} isBusy={deed.isBusy} onDeed={(name) => act(name, targetOf(group, path, name))} />
      {may('comment') && (
        <Comment isBusy={deed.isBusy} onSend={(text) => act('comment', `${path}/comment`, { text })} />
      )}
      <SaidLine said={deed.said} />
    </section>
  );
}

/** A dead letter is replayed as such; everything else is done with the group. */
function targetOf({ tenant, id }: GroupDetails, path: string, deed: Deed): string {
  if (deed !== 'replay') return `${path}/${deed}`;
  return `/tenants/${encodeURIComponent(tenant)}/dead-letters/${encodeURIComponent(id)}/replay`;
}

function Deeds(props: { readonly group: GroupDetails; readonly isBusy: boolean; onDeed(deed: Deed): void }): VNode {
  const { t } = useTexts();
  const session = useSession();
  const { group, isBusy, onDeed } = props;
  return (
    <p class="deeds">
      {deedsFor(group)
        .filter((deed) => session.may(deed === 'replay' ? 'replay' : 'acknowledge'))
        .map((deed, index) => (
          <button
            key={deed}
            type="button"
            class={index === 0 ? 'button primary' : 'button'}
            disabled={isBusy}
            onClick={() => onDeed(deed)}
          >
            {t(`group.do.${deed}`)}
          </button>
        ))}
      {group.message !== undefined && (
        <a class="button" href={slackLink(group.message)} target="_blank" rel="noopener noreferrer">
          {t('group.in_slack')}
        </a>
      )}
    </p>
  );
}

function deedsFor(group: GroupDetails): readonly Deed[] {
  const replay: readonly Deed[] = group.deadSince === undefined ? [] : ['replay'];
  if (group.state === 'resolved') return replay;
  const close: readonly Deed[] = group.counts.firing === 0 ? ['close'] : [];
  return [...replay, group.acknowledged === undefined ? 'acknowledge' : 'unacknowledge', ...close];
}

/** Opens the workspace's own page of the message, in the app where there is one. */
function slackLink({ team, channel, ts }: NonNullable<GroupDetails['message']>): string {
  return `https://slack.com/app_redirect?${new URLSearchParams({ team, channel, message_ts: ts })}`;
}

function Comment(props: { readonly isBusy: boolean; onSend(text: string): void }): VNode {
  const { t } = useTexts();
  const [text, setText] = useState('');
  const send = (event: SubmitEvent): void => {
    event.preventDefault();
    if (text.trim() === '') return;
    props.onSend(text.trim());
    setText('');
  };
  return (
    <form class="comment" onSubmit={send}>
      <input
        class="field"
        aria-label={t('group.comment')}
        placeholder={t('group.comment')}
        value={text}
        maxLength={2_000}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit" class="button" disabled={props.isBusy || text.trim() === ''}>
        {t('group.do.comment')}
      </button>
    </form>
  );
}
