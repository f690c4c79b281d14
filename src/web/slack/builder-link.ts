/** Slack's Block Kit Builder with these blocks in it: its address carries them, percent-encoded, behind the `#`. */
export function builderLink(content: {
  readonly blocks?: readonly unknown[] | undefined;
  readonly attachments?: readonly unknown[] | undefined;
}): string {
  const { blocks = [], attachments = [] } = content;
  const payload = attachments.length === 0 ? { blocks } : { blocks, attachments };
  return `https://app.slack.com/block-kit-builder/#${encodeURIComponent(JSON.stringify(payload))}`;
}
