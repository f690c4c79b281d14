import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { GivenValue } from '../../core/sandbox-page.ts';
import { type Json, jsonOf } from './block-json.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { useDrawing } from './drawing.ts';

/** What every drawing of an interactive element is given. */
export interface ElementProps {
  readonly element: Json;
  readonly blockId: string;
  /** Part of an `input` block: its value waits for the submission, unless `dispatches`. */
  readonly isInput?: boolean;
  readonly dispatches?: boolean;
  /** The id of what labels it. */
  readonly labelledBy?: string;
}

/** How an element tells of its use, and the question that it may have to ask before. */
export function useElement({ element, blockId, isInput = false, dispatches = false }: ElementProps): {
  readonly use: (value?: GivenValue) => void;
  /** What was given so far, which is not told yet. */
  readonly hold: (value: GivenValue) => void;
  readonly question: VNode | null;
  readonly isLive: boolean;
} {
  const { act, keep } = useDrawing();
  const [asked, setAsked] = useState<{ readonly value: GivenValue | undefined }>();
  const confirm = jsonOf(element, 'confirm');
  const send = (value: GivenValue | undefined): void => {
    const use = { element, blockId, ...(value === undefined ? {} : { value }) };
    if (value !== undefined) keep?.(use);
    if (!isInput || dispatches) act?.(use);
  };
  const use = (value?: GivenValue): void => {
    if (confirm === undefined || isInput) send(value);
    else setAsked({ value });
  };
  const answer = (isConfirmed: boolean): void => {
    if (isConfirmed && asked !== undefined) send(asked.value);
    setAsked(undefined);
  };
  const question =
    asked === undefined || confirm === undefined ? null : <ConfirmDialog confirm={confirm} onAnswer={answer} />;
  const hold = (value: GivenValue): void => keep?.({ element, blockId, value });
  return { use, hold, question, isLive: act !== undefined };
}
