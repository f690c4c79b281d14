import type { NoiseReport } from '../core/api/report.ts';
import type { Content } from '../core/content.ts';
import type { DigestView } from '../core/digest-view.ts';
import type { DeliveryReason } from '../core/errors.ts';
import type { GroupView } from '../core/group-view.ts';
import type { Note } from '../core/note.ts';
import type { Language } from './language.ts';

/** For whom a message is drawn. */
export interface Audience {
  /** BCP 47, e.g. `de` or `de-AT`; falls back to the language, then to `en`. */
  readonly locale: string;
  /** IANA name; used where the reader's own zone is unknown. */
  readonly timeZone: string;
  /** Slack mention syntax from the tenant's configuration, e.g. `<!subteam^S0ONCALL>`; empty on updates. */
  readonly mentions: readonly string[];
}

/**
 * The files of a template: the message of a group, the reply that says what changed, the reply to a mere repeat, and the
 * one line that notifications, lock screens and screen readers say of each of these.
 */
export const TEMPLATE_PARTS = ['message', 'thread', 'reminder', 'fallback'] as const;
export type TemplatePart = (typeof TEMPLATE_PARTS)[number];

/** The parts that are messages of their own. */
export type MessagePart = Exclude<TemplatePart, 'fallback'>;

export interface RenderRequest {
  readonly part: MessagePart;
  /** Name of the template's folder; absent, the group decides by its labels: docs/templates.md. */
  readonly template?: string | undefined;
  readonly view: GroupView;
  readonly audience: Audience;
  /** Whether a message with a header has a coloured bar; true when absent. */
  readonly colorBar?: boolean;
  /** Whether the tenant has Alertmanagers in which people can silence from Slack; true when absent. */
  readonly canSilence?: boolean;
}

export interface DigestRequest {
  /** `thread`: the reply that lists groups; the message when absent. */
  readonly part?: 'message' | 'thread';
  readonly digest: DigestView;
  /** Whose digest it is, as its message names it. */
  readonly receiver: string;
  readonly audience: Audience;
  /** As in {@link RenderRequest}. */
  readonly colorBar?: boolean;
}

/** What a channel is told about the delivery itself. Times are epoch milliseconds. */
export type Notice =
  /** Slack could not be reached in that time. */
  | { readonly kind: 'outage'; readonly from: number; readonly until: number }
  /** The receiver's channel takes no messages. */
  | { readonly kind: 'held'; readonly receiver: string; readonly channel: string; readonly reason: DeliveryReason }
  /** Somebody is called to a group's message: what it is, since when nobody has it, and where. `by`: who asked for it. */
  | {
      readonly kind: 'ping';
      readonly view: GroupView;
      readonly step: number;
      readonly since: number;
      /** Where the message is. */
      readonly channel: string;
      /** The message's address; undefined where Slack does not say. */
      readonly url: string | undefined;
      readonly by: string | undefined;
    }
  /** What was noisy; `tenant`: as people say it. */
  | { readonly kind: 'report'; readonly report: NoiseReport; readonly tenant: string }
  /** It does again. */
  | {
      readonly kind: 'mended';
      readonly receiver: string;
      readonly channel: string;
      readonly since: number;
      readonly until: number;
    };

export interface Rendered {
  readonly content: Content;
  /** Hash over what the content says, mentions left out: equal hashes need no call. */
  readonly hash: string;
  /** The template that was used, or that failed. */
  readonly template: string;
  /** Present when the template failed and the plain message stands in: `file:line:column: reason`, without data. */
  readonly failure?: string;
}

/** A tenant's templates and phrases, parsed and ready. Never throws for any view: a failing template yields the plain message. */
export interface Renderer {
  render(request: RenderRequest): Rendered;
  /** The template for a group at a receiver that names none. Pure: of the group alone. */
  templateFor(view: GroupView): string;
  /** One message about many groups. */
  renderDigest(request: DigestRequest): Rendered;
  /** The same without a template, for when Slack refuses the templated one. */
  renderPlainDigest(request: DigestRequest): Rendered;
  /** The built-in message that needs no template, for when Slack refuses the templated one. */
  renderPlain(request: RenderRequest): Rendered;
  /** What people did, for the thread of their group; needs no template. Each is a line or a paragraph, in their order. */
  renderNotes(notes: readonly Note[], audience: Audience): Pick<Rendered, 'content' | 'hash'>;
  /** A message of its own about the delivery; needs no template. */
  renderNotice(notice: Notice, audience: Audience): Pick<Rendered, 'content'>;
  /** How that audience is spoken to, by the tenant's phrases: for what is built up of several, such as a form. */
  language(audience: Pick<Audience, 'locale' | 'timeZone'>): Language;
  /** One phrase from the tenant's locale files, for answers to people; falls back as locales do. */
  phrase(key: string, locale: string, values?: Readonly<Record<string, string | number>>): string;
}
