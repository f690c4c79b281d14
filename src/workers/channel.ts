import { types } from 'node:util';
import { TocsinError } from '../core/errors.ts';

/** The end of Node's channel between a supervisor and one worker. */
export interface ChannelEnd {
  /** Hands a message to the other process; it is lost when that has ended. */
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onEnd(listener: () => void): void;
}

/** What the other process may ask for, by name. */
export type Handlers = Readonly<Record<string, (argument: unknown) => Promise<unknown>>>;

/** Questions and answers between two processes of one build, which is why answers are not checked for their form. */
export interface Channel {
  /** Rejects when the other process fails at it, ends, or does not answer in time. */
  call(method: string, argument: unknown, timeoutMs: number): Promise<unknown>;
}

interface Question {
  readonly question: string;
  readonly id: number;
  readonly argument?: unknown;
}

interface Answer {
  readonly answer: number;
  readonly value?: unknown;
  readonly error?: string;
}

export function openChannel(end: ChannelEnd, handlers: Handlers): Channel {
  const waiting = new Map<number, (answer: Answer) => void>();
  let lastId = 0;
  end.onMessage((message) => {
    if (isAnswer(message)) waiting.get(message.answer)?.(message);
    else if (isQuestion(message)) void answer(end, handlers, message);
  });
  end.onEnd(() => {
    for (const [id, settle] of waiting) settle({ answer: id, error: 'the process has ended' });
  });
  return {
    call(method, argument, timeoutMs) {
      lastId += 1;
      const id = lastId;
      return new Promise((resolve, reject) => {
        const settle = ({ value, error }: Answer): void => {
          clearTimeout(timer);
          waiting.delete(id);
          if (error === undefined) resolve(value);
          else reject(new TocsinError('worker_failed', `${method}: ${error}`));
        };
        const timer = setTimeout(() => settle({ answer: id, error: `no answer in ${timeoutMs} ms` }), timeoutMs);
        waiting.set(id, settle);
        end.send({ question: method, id, argument } satisfies Question);
      });
    },
  };
}

async function answer(end: ChannelEnd, handlers: Handlers, { question, id, argument }: Question): Promise<void> {
  try {
    const value = await handlers[question]?.(argument);
    end.send({ answer: id, value } satisfies Answer);
  } catch (error) {
    end.send({ answer: id, error: types.isNativeError(error) ? error.message : String(error) } satisfies Answer);
  }
}

function isQuestion(message: unknown): message is Question {
  return typeof message === 'object' && message !== null && 'question' in message && 'id' in message;
}

function isAnswer(message: unknown): message is Answer {
  return typeof message === 'object' && message !== null && 'answer' in message;
}
