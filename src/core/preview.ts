/**
 * What the preview's endpoints answer as JSON: the contract between `/preview/api/…` and the page that draws it.
 * Errors are `application/problem+json`.
 */

/** `GET /preview/api/catalog`: what can be previewed. */
export interface Catalog {
  readonly templates: readonly string[];
  readonly locales: readonly string[];
  readonly fixtures: readonly { readonly name: string; readonly title: string }[];
  /** Set when the templates are those of one tenant, overrides included. */
  readonly tenant?: string;
}

/** `GET /preview/api/life?fixture=&template=&locale=`: one group's life; `template` may be `auto`. */
export interface Life {
  readonly frames: readonly Frame[];
}

/** The group's message and its thread as they stand after one step. */
export interface Frame {
  /** `fired`, `changed`, `reminded`, `acknowledged`, `resolved` … */
  readonly name: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly message: Content;
  /** Replies so far, oldest first. */
  readonly thread: readonly Content[];
  /** Why the template failed, when the plain message had to stand in. */
  readonly failure?: string;
}

/** What Slack is sent. */
export interface Content {
  readonly text: string;
  readonly blocks: readonly unknown[];
  readonly attachments?: readonly unknown[];
}

/** `GET /preview/api/events`, `event: fault`: a template that cannot be read. `event: changed` has no data of use. */
export interface TemplateFault {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly reason: string;
}
