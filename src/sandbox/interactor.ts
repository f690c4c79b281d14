import { TocsinError } from '../core/errors.ts';
import { appEvent } from './app-events.ts';
import type { Channel } from './channel.ts';
import { commandAnswer, commandFields, type SlashCommand } from './commands.ts';
import { type HomeClick, homeActionsPayload, homeOpenedEvent } from './home.ts';
import { blockActionsPayload, type Click } from './interactions.ts';
import { type ResponseTarget, ResponseUrls } from './response-urls.ts';
import { type AppAddress, type ClickResult, sendCommand, sendEvent, sendInteraction } from './send-interaction.ts';
import type { SandboxSockets } from './sockets.ts';
import { TriggerIds } from './trigger-ids.ts';
import {
  clickInView,
  closeView,
  submitView,
  type ViewClick,
  type ViewClosing,
  type ViewContext,
  type ViewResult,
  type ViewSubmission,
} from './view-interactions.ts';
import { type ViewOwner, Views } from './views.ts';
import type { Workspace } from './workspace.ts';

/** What the interactor needs of the sandbox. */
export interface InteractorContext {
  /** The sandbox's own address. */
  readonly url: string;
  readonly validate: boolean;
  readonly sockets: SandboxSockets;
  now(): number;
  workspace(teamId: string): Workspace;
  channel(teamId: string, reference: string): Channel;
  viewsChanged(owner: ViewOwner): void;
  /** Shows what the app says at once in answer to a command. */
  answered(target: ResponseTarget, message: Readonly<Record<string, unknown>>): void;
}

/** What came of a command: the app's answer, or what Slack would not show of it. */
export interface CommandResult extends ClickResult {
  readonly fault?: string;
}

/** Does what people do in Slack: clicks, submits and closes, and tells the app of it by signed requests. */
export class Interactor {
  readonly triggers = new TriggerIds();
  readonly views = new Views();
  readonly responseUrls = new ResponseUrls();
  readonly #context: InteractorContext;
  readonly #signingSecret: string | undefined;
  #interactivityUrl: string | undefined;

  constructor(
    context: InteractorContext,
    app: { readonly signingSecret?: string | undefined; readonly interactivityUrl?: string | undefined },
  ) {
    this.#context = context;
    this.#signingSecret = app.signingSecret;
    this.#interactivityUrl = app.interactivityUrl;
  }

  setInteractivityUrl(url: string): void {
    this.#interactivityUrl = url;
  }

  async click(click: Click): Promise<ClickResult> {
    const { url } = this.#context;
    const channel = this.#context.channel(click.teamId, click.channel);
    return await this.#send((now) => {
      const target = { teamId: click.teamId, channel: channel.id, ts: click.ts, userId: click.userId };
      return blockActionsPayload(click, {
        workspace: this.#context.workspace(click.teamId),
        channel,
        now,
        triggerId: this.triggers.issue(target, now),
        responseUrl: `${url}${this.responseUrls.issue(target, now)}`,
      });
    });
  }

  async submitView(submission: ViewSubmission): Promise<ViewResult> {
    return await this.#inView(submission, (context) => submitView(submission, context));
  }

  async closeView(closing: ViewClosing): Promise<ViewResult> {
    return await this.#inView(closing, (context) => closeView(closing, context));
  }

  async clickInView(click: ViewClick): Promise<ClickResult> {
    return await this.#inView(click, (context) => clickInView(click, context));
  }

  /** Sends an event of the workspace to the app, of now. */
  async tell(teamId: string, event: Readonly<Record<string, unknown>>): Promise<ClickResult> {
    const to = this.#app();
    return await sendEvent(appEvent(event, { workspace: this.#context.workspace(teamId), now: to.now }), to);
  }

  /** Types a slash command. What the app answers at once is shown to the person alone, unless it says otherwise. */
  async command(typed: SlashCommand): Promise<CommandResult> {
    const to = this.#app();
    const workspace = this.#context.workspace(typed.teamId);
    if (workspace.firstBot?.scopes.includes('commands') !== true) {
      throw new TocsinError('usage', 'the app has no slash commands: its bot lacks the scope "commands"');
    }
    const channel = this.#context.channel(typed.teamId, typed.channel);
    const target = { teamId: typed.teamId, channel: channel.id, ts: '', userId: typed.userId };
    const fields = commandFields(typed, {
      workspace,
      channel,
      triggerId: this.triggers.issue(target, to.now),
      responseUrl: `${this.#context.url}${this.responseUrls.issue(target, to.now)}`,
    });
    const result = await sendCommand(fields, to);
    const message = result.status === 200 ? commandAnswer(result.body) : undefined;
    if (message === undefined) return result;
    try {
      this.#context.answered(target, message);
      return result;
    } catch (error) {
      if (!(error instanceof TocsinError)) throw error;
      return { ...result, fault: error.message };
    }
  }

  /** Opens the app's Home tab: the app is told by an event. */
  async openHome(owner: ViewOwner): Promise<ClickResult> {
    const to = this.#app();
    const workspace = this.#context.workspace(owner.teamId);
    return await sendEvent(homeOpenedEvent(owner, { workspace, home: this.views.home(owner), now: to.now }), to);
  }

  async clickInHome(click: HomeClick): Promise<ClickResult> {
    const workspace = this.#context.workspace(click.teamId);
    const home = this.views.home(click);
    return await this.#send((now) =>
      homeActionsPayload(click, { workspace, home, now, triggerId: this.triggers.issue(click, now) }),
    );
  }

  async #inView<Result>(owner: ViewOwner, work: (context: ViewContext) => Promise<Result>): Promise<Result> {
    const now = this.#context.now();
    try {
      return await work({
        workspace: this.#context.workspace(owner.teamId),
        views: this.views,
        validate: this.#context.validate,
        now,
        triggerId: this.triggers.issue(owner, now),
        send: (payload) => this.#send(() => payload),
      });
    } finally {
      this.#context.viewsChanged(owner);
    }
  }

  async #send(payloadAt: (now: number) => object): Promise<ClickResult> {
    const to = this.#app();
    return await sendInteraction(payloadAt(to.now), to);
  }

  #app(): AppAddress {
    const { sockets } = this.#context;
    const now = this.#context.now();
    const url = this.#interactivityUrl;
    if (sockets.isUsed) {
      return { url: '', signingSecret: '', now, socket: (type, payload) => sockets.send(type, payload) };
    }
    if (url === undefined || this.#signingSecret === undefined) {
      throw new TocsinError('usage', 'the sandbox was started without an interactivity URL or a signing secret');
    }
    return { url, signingSecret: this.#signingSecret, now };
  }
}
