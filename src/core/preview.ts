/** What the preview's API answers, as JSON: the contract between `preview/` and the page that shows it. */

/** A message as Slack would be sent it. */
export interface PreviewContent {
  readonly text: string;
  readonly blocks: readonly unknown[];
  readonly attachments?: readonly unknown[];
}

/** `GET /preview/api/catalog`: what there is to choose from. */
export interface PreviewCatalog {
  readonly templates: readonly string[];
  readonly locales: readonly string[];
  readonly fixtures: readonly { readonly name: string; readonly title: string }[];
  /** Whose templates and phrases these are; absent: the product's own. */
  readonly tenant?: string;
}

/** One moment of a group's life, after a step was taken. */
export interface PreviewFrame {
  /** What happened: fired, changed, acknowledged, reminded, resolved … */
  readonly name: string;
  /** When, epoch milliseconds. */
  readonly at: number;
  /** The message as it stands now. */
  readonly message: PreviewContent;
  /** The replies so far, oldest first. */
  readonly thread: readonly PreviewContent[];
  /** Why the template failed, with file and line; the plain message stands in then. */
  readonly failure?: string;
}

/** `GET /preview/api/life?fixture=&template=&locale=`: a group's life, drawn. */
export interface PreviewLife {
  readonly frames: readonly PreviewFrame[];
}

/** The data of a `fault` event of `GET /preview/api/events`: what is wrong with a file that was just saved. */
export interface PreviewFault {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  readonly reason: string;
}

/** The template that stands for the rule by which the relay itself chooses one. */
export const AUTO_TEMPLATE = 'auto';
