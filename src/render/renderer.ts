import type { Content } from '../core/content.ts';
import type { GroupView } from '../core/group-view.ts';

/** For whom a message is drawn. */
export interface Audience {
  /** BCP 47, e.g. `de` or `de-AT`; falls back to the language, then to `en`. */
  readonly locale: string;
  /** IANA name; used where the reader's own zone is unknown. */
  readonly timeZone: string;
  /** Slack mention syntax from the tenant's configuration, e.g. `<!subteam^S0ONCALL>`; empty on updates. */
  readonly mentions: readonly string[];
}

/** Which of a template's parts to draw. */
export type TemplatePart = 'message' | 'thread';

export interface RenderRequest {
  readonly part: TemplatePart;
  /** Name of the template's folder. */
  readonly template: string;
  readonly view: GroupView;
  readonly audience: Audience;
  /** True when a thread reply answers a mere repeat. */
  readonly repeat?: boolean;
}

export interface Rendered {
  readonly content: Content;
  /** Hash over what the content says, mentions left out: equal hashes need no call. */
  readonly hash: string;
  /** Present when the template failed and the plain message stands in: file, line and reason, without data. */
  readonly failure?: string;
}

/** A tenant's templates and phrases, parsed and ready. Never throws for any view: a failing template yields the plain message. */
export interface Renderer {
  render(request: RenderRequest): Rendered;
  /** The built-in message that needs no template, for when Slack refuses the templated one. */
  renderPlain(request: RenderRequest): Rendered;
  /** One phrase from the tenant's locale files, for answers to people; falls back as locales do. */
  phrase(key: string, locale: string, values?: Readonly<Record<string, string | number>>): string;
}
