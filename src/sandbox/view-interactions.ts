import { z } from 'zod';
import { TocsinError } from '../core/errors.ts';
import { actionOf, Given, payloadBase } from './interactions.ts';
import { findElement } from './interactive-elements.ts';
import type { ClickResult } from './send-interaction.ts';
import { readViewAnswer } from './view-answer.ts';
import { inputFaults, stateValues } from './view-state.ts';
import { formatView, type OpenView, type Views } from './views.ts';
import type { Workspace } from './workspace.ts';

const Values = z.record(z.string(), z.record(z.string(), Given));

const viewOf = { teamId: z.string(), userId: z.string(), viewId: z.string() };

/** A person's press on a modal's submit button. */
export const ViewSubmission = z.strictObject({ ...viewOf, values: Values });
export type ViewSubmission = z.infer<typeof ViewSubmission>;

/** A person's press on cancel, or on the cross, which closes the whole stack. */
export const ViewClosing = z.strictObject({ ...viewOf, isAll: z.boolean().default(false) });
export type ViewClosing = z.input<typeof ViewClosing>;

/** A person's click on an element of a modal. */
export const ViewClick = z.strictObject({
  ...viewOf,
  values: Values,
  actionId: z.string(),
  blockId: z.string().optional(),
  option: Given.optional(),
});
export type ViewClick = z.infer<typeof ViewClick>;

/** What came of a submission or closing. */
export interface ViewResult extends ClickResult {
  /** What is wrong with inputs, by `block_id`: by Slack's own checks (status 0, nothing was sent) or the app's. */
  readonly errors?: Readonly<Record<string, string>>;
  /** What Slack would not take of the app's answer. */
  readonly fault?: string;
}

/** What the interactions of modals need of the sandbox. */
export interface ViewContext {
  readonly workspace: Workspace;
  readonly views: Views;
  readonly validate: boolean;
  readonly now: number;
  readonly triggerId: string;
  send(payload: object): Promise<ClickResult>;
}

/** Checks the inputs, sends `view_submission`, and does what the app answers. Throws when the view is not seen. */
export async function submitView(given: ViewSubmission, context: ViewContext): Promise<ViewResult> {
  const view = topView(given, context);
  const { blocks } = view.content;
  const faults = inputFaults(blocks, given.values);
  if (Object.keys(faults).length > 0) return { status: 0, body: '', elapsedMs: 0, errors: faults };
  const values = stateValues(blocks, given.values);
  const result = await context.send({
    type: 'view_submission',
    ...payloadBase(context.workspace, given.userId),
    trigger_id: context.triggerId,
    view: formatView(view, context.workspace.firstBot, values),
    response_urls: [],
  });
  return result.status === 200 ? follow(view, result, context) : result;
}

function follow(view: OpenView, result: ClickResult, { views, validate }: ViewContext): ViewResult {
  const answer = readViewAnswer(result.body, { blocks: view.content.blocks, validate });
  switch (answer.kind) {
    case 'close':
      views.close(view);
      return result;
    case 'clear':
      views.clear(view);
      return result;
    case 'errors':
      return { ...result, errors: answer.errors };
    case 'fault':
      return { ...result, fault: answer.fault };
    case 'update':
      views.replace(view, answer.content);
      return result;
    case 'push': {
      const pushed = views.push(view, answer.content);
      return typeof pushed === 'string' ? { ...result, fault: pushed } : result;
    }
    default:
      return answer satisfies never;
  }
}

/** Closes the modal, or the stack, and sends `view_closed` to apps that asked for it. Throws when the view is not seen. */
export async function closeView(given: ViewClosing, context: ViewContext): Promise<ViewResult> {
  const view = topView(given, context);
  const isCleared = given.isAll === true || view.content.clear_on_close === true;
  if (isCleared) context.views.clear(view);
  else context.views.close(view);
  if (view.content.notify_on_close !== true) return { status: 200, body: '', elapsedMs: 0 };
  return await context.send({
    type: 'view_closed',
    ...payloadBase(context.workspace, given.userId),
    view: formatView(view, context.workspace.firstBot),
    is_cleared: isCleared,
  });
}

/** Sends `block_actions` for an element of a modal. Throws when the view is not seen, or has no such element. */
export async function clickInView(click: ViewClick, context: ViewContext): Promise<ClickResult> {
  const view = topView(click, context);
  const { blocks } = view.content;
  const values = stateValues(blocks, click.values);
  const found = findElement(blocks, { ...click, holder: `view ${view.id}` });
  return await context.send({
    type: 'block_actions',
    ...payloadBase(context.workspace, click.userId),
    container: { type: 'view', view_id: view.id },
    trigger_id: context.triggerId,
    view: formatView(view, context.workspace.firstBot, values),
    actions: [actionOf(found, { option: click.option, now: context.now })],
  });
}

/** Only the uppermost modal can be used. */
function topView(given: { teamId: string; userId: string; viewId: string }, { views }: ViewContext): OpenView {
  const view = views.top(given);
  if (view?.id === given.viewId) return view;
  throw new TocsinError('usage', `${given.userId} does not see a view ${given.viewId}`);
}
