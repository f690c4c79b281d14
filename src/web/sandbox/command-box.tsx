import type { VNode } from 'preact';
import { useState } from 'preact/hooks';

/** What Slack sends to an app: a slash, a name, and perhaps words behind it. */
const COMMAND = /^(\/\S+)(?:\s+(.*))?$/;

/** Where slash commands are typed, below a channel's messages. */
export function CommandBox({ onCommand }: { onCommand(command: string, text: string): void }): VNode {
  const [typed, setTyped] = useState('');
  const parts = COMMAND.exec(typed.trim());
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const [, command, text = ''] = parts ?? [];
    if (command === undefined) return;
    onCommand(command, text);
    setTyped('');
  };
  return (
    <form class="command-box" onSubmit={submit}>
      <input
        class="field"
        aria-label="Slash command"
        placeholder="/tocsin help"
        autocomplete="off"
        value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
      <button type="submit" class="button" disabled={parts === null}>
        Send
      </button>
    </form>
  );
}
