import { randomBytes } from 'node:crypto';
import type { ViewContent } from './view-content.ts';

/** [T] views.d.ts: "a modal can hold up to 3 views". */
const MAX_DEPTH = 3;

/** Who sees a view. */
export interface ViewOwner {
  readonly teamId: string;
  readonly userId: string;
}

/** A modal that somebody has open, or their Home tab. Replaced, never changed. */
export interface OpenView extends ViewOwner {
  readonly id: string;
  /** Changes with the content. */
  readonly hash: string;
  readonly rootId: string;
  readonly previousId: string | null;
  readonly content: ViewContent;
}

/** The modals that people have open: for each person a stack, of which the top is seen. And everybody's Home tab. */
export class Views {
  readonly #stacks = new Map<string, readonly OpenView[]>();
  readonly #homes = new Map<string, OpenView>();

  /** Oldest first; the last is seen. */
  stack(owner: ViewOwner): readonly OpenView[] {
    return this.#stacks.get(keyOf(owner)) ?? [];
  }

  top(owner: ViewOwner): OpenView | undefined {
    return this.stack(owner).at(-1);
  }

  /** The open view of that id or `external_id` in the workspace. */
  find(teamId: string, wanted: { readonly id?: string | undefined; readonly externalId?: string | undefined }) {
    return [...this.#stacks.values()]
      .flat()
      .find(
        (view) =>
          view.teamId === teamId &&
          (wanted.id === undefined ? view.content.external_id === wanted.externalId : view.id === wanted.id),
      );
  }

  /** What the app last published as the person's Home tab. */
  home(owner: ViewOwner): OpenView | undefined {
    return this.#homes.get(keyOf(owner));
  }

  /** Gives the person's Home tab that content; Slack's error when `hash` is not that of the present one. */
  publish(owner: ViewOwner, content: ViewContent, hash: string | undefined): OpenView | 'hash_conflict' {
    const known = this.home(owner);
    if (hash !== undefined && hash !== known?.hash) return 'hash_conflict';
    const id = known?.id ?? newId();
    const view = { ...owner, id, hash: newHash(), rootId: id, previousId: null, content };
    this.#homes.set(keyOf(owner), view);
    return view;
  }

  /** A new modal in place of all that the person has open. */
  open(owner: ViewOwner, content: ViewContent): OpenView {
    this.clear(owner);
    return this.#add(owner, content);
  }

  /** A further modal above those that are open; Slack's error when there are three. */
  push(owner: ViewOwner, content: ViewContent): OpenView | 'push_limit_reached' {
    return this.stack(owner).length >= MAX_DEPTH ? 'push_limit_reached' : this.#add(owner, content);
  }

  /** The view with new content and a new hash. */
  replace(view: OpenView, content: ViewContent): OpenView {
    const replaced = { ...view, content, hash: newHash() };
    const stack = this.stack(view).map((each) => (each.id === view.id ? replaced : each));
    this.#stacks.set(keyOf(view), stack);
    return replaced;
  }

  /** Takes a view away, and all above it. */
  close(view: OpenView): void {
    const stack = this.stack(view);
    const at = stack.findIndex(({ id }) => id === view.id);
    if (at >= 0) this.#stacks.set(keyOf(view), stack.slice(0, at));
  }

  clear(owner: ViewOwner): void {
    this.#stacks.delete(keyOf(owner));
  }

  #add(owner: ViewOwner, content: ViewContent): OpenView {
    const stack = this.stack(owner);
    const id = newId();
    const view = {
      teamId: owner.teamId,
      userId: owner.userId,
      id,
      hash: newHash(),
      rootId: stack[0]?.id ?? id,
      previousId: stack.at(-1)?.id ?? null,
      content,
    };
    this.#stacks.set(keyOf(owner), [...stack, view]);
    return view;
  }
}

/** A view as Slack's answers and payloads show it. */
export function formatView(
  view: OpenView,
  bot: { readonly botId: string } | undefined,
  values: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return {
    private_metadata: '',
    callback_id: '',
    external_id: '',
    submit: null,
    close: null,
    clear_on_close: false,
    notify_on_close: false,
    ...view.content,
    id: view.id,
    team_id: view.teamId,
    hash: view.hash,
    root_view_id: view.rootId,
    previous_view_id: view.previousId,
    state: { values },
    app_id: 'A0SANDBOX',
    bot_id: bot?.botId ?? '',
  };
}

function keyOf({ teamId, userId }: ViewOwner): string {
  return `${teamId}/${userId}`;
}

function newId(): string {
  return `V${randomBytes(5).toString('hex').toUpperCase()}`;
}

function newHash(): string {
  return randomBytes(8).toString('hex');
}
