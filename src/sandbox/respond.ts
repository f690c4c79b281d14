import { type Answer, accept, isRefusal, refuse } from './answer.ts';
import { type Arguments, flagArgument } from './arguments.ts';
import type { Channel, SandboxMessage } from './channel.ts';
import { type GivenContent, hasContent, readContent } from './message-content.ts';
import type { ResponseTarget } from './response-urls.ts';
import type { Workspace } from './workspace.ts';

/** What a `response_url` was sent. */
export interface ResponseCall {
  readonly workspace: Workspace;
  readonly channel: Channel;
  readonly target: ResponseTarget;
  readonly args: Arguments;
  readonly now: number;
  readonly validate: boolean;
}

/**
 * Answers a click through its `response_url`: by default a message that only the clicking person sees;
 * `response_type: in_channel`, `replace_original` and `delete_original` as Slack has them.
 */
export function respond(call: ResponseCall): Answer {
  if (flagArgument(call.args, 'delete_original')) return removeOriginal(call);
  const content = readContent(call.args, call.validate);
  if (isRefusal(content)) return content;
  if (!hasContent(content)) return refuse('no_text');
  const original = originalOf(call);
  const fresh = answerMessage(call, content, original);
  if (flagArgument(call.args, 'replace_original')) replaceOriginal(call, original, fresh);
  else if (call.args.string('response_type') === 'in_channel') call.channel.add(fresh);
  else call.channel.addEphemeral({ ...fresh, onlyFor: call.target.userId });
  return accept();
}

/** Said by the bot whose message was clicked. */
function answerMessage(
  { workspace, args, now }: ResponseCall,
  { metadata: _metadata, ...shown }: GivenContent,
  original: SandboxMessage | undefined,
): SandboxMessage {
  const { botId = '', botUserId = '', botName = '' } = original ?? workspace.firstBot ?? {};
  const threadTs = args.string('thread_ts');
  return {
    text: '',
    ...shown,
    ...(threadTs === undefined ? {} : { threadTs }),
    ts: workspace.nextTs(now),
    botId,
    botUserId,
    botName,
    postedAt: now,
    revision: 0,
  };
}

function originalOf({ channel, target }: ResponseCall): SandboxMessage | undefined {
  return channel.message(target.ts) ?? channel.ephemerals().find((message) => message.ts === target.ts);
}

function removeOriginal({ channel, target }: ResponseCall): Answer {
  channel.remove(target.ts);
  channel.removeEphemeral(target.ts);
  return accept();
}

function replaceOriginal(call: ResponseCall, original: SandboxMessage | undefined, fresh: SandboxMessage): void {
  if (original === undefined) return;
  const { ts, postedAt, revision } = original;
  const replaced = { ...fresh, ts, postedAt, revision: revision + 1 };
  if (original.onlyFor === undefined) {
    call.channel.replace(original.threadTs === undefined ? replaced : { ...replaced, threadTs: original.threadTs });
    return;
  }
  call.channel.removeEphemeral(ts);
  call.channel.addEphemeral({ ...replaced, onlyFor: original.onlyFor });
}
