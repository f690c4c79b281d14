import { useState } from 'preact/hooks';
import type { GivenValues, PageOutcome } from '../../core/sandbox-page.ts';
import { stringOf } from '../block-kit/block-json.ts';
import type { Use } from '../block-kit/drawing.ts';
import { postJson } from '../frame/load-json.ts';

/** Who does something. */
export interface Actor {
  readonly teamId: string;
  readonly userId: string;
}

export interface Interactions {
  /** What came of the last one, to be shown. */
  readonly notice: { readonly text: string; readonly isFault: boolean } | undefined;
  click(at: { readonly channel: string; readonly ts: string }, use: Use): Promise<PageOutcome | undefined>;
  clickInView(viewId: string, use: Use, values: GivenValues): Promise<PageOutcome | undefined>;
  submit(viewId: string, values: GivenValues): Promise<PageOutcome | undefined>;
  command(channel: string, command: string, text: string): Promise<PageOutcome | undefined>;
  openHome(): Promise<PageOutcome | undefined>;
  clickInHome(use: Use): Promise<PageOutcome | undefined>;
  close(viewId: string, isAll: boolean): Promise<PageOutcome | undefined>;
}

/** Has the sandbox send signed interactions to the app, and says what came of each. */
export function useInteractions(actor: Actor | undefined): Interactions {
  const [notice, setNotice] = useState<Interactions['notice']>();
  const send = async (path: string, body: object): Promise<PageOutcome | undefined> => {
    try {
      setNotice({ text: 'Sending …', isFault: false });
      const outcome = await postJson<PageOutcome>(path, { ...actor, ...body });
      setNotice(noticeOf(outcome));
      return outcome;
    } catch (error) {
      setNotice({ text: `Not sent: ${error instanceof Error ? error.message : String(error)}`, isFault: true });
      return undefined;
    }
  };
  return {
    notice,
    click: ({ channel, ts }, use) => send('/_sandbox/click', { channel, ts, ...clickOf(use) }),
    clickInView: (viewId, use, values) => send('/_sandbox/view-click', { viewId, values, ...clickOf(use) }),
    command: (channel, command, text) => send('/_sandbox/command', { channel, command, text }),
    openHome: () => send('/_sandbox/home-opened', {}),
    clickInHome: (use) => send('/_sandbox/home-click', clickOf(use)),
    submit: (viewId, values) => send('/_sandbox/view-submission', { viewId, values }),
    close: (viewId, isAll) => send('/_sandbox/view-closed', { viewId, isAll }),
  };
}

function clickOf({ element, blockId, value }: Use): object {
  return { actionId: stringOf(element, 'action_id'), blockId, ...(value === undefined ? {} : { option: value }) };
}

function noticeOf({ status, elapsedMs, errors, fault }: PageOutcome): Interactions['notice'] {
  if (fault !== undefined) return { text: `Slack would refuse the app's answer: ${fault}`, isFault: true };
  if (errors !== undefined) return undefined;
  if (status === 200) return { text: `The app answered after ${Math.round(elapsedMs)} ms.`, isFault: false };
  return { text: `The app answered ${status || 'nothing in time'}: Slack would show an error here.`, isFault: true };
}
