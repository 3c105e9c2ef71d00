/** Where messages of birpc come and go: a worker thread's port, or the channel to another process. */
export interface RpcPort {
  post(message: unknown): unknown;
  on(receive: (message: unknown) => void): unknown;
}

/** A question of birpc. `i` ties the answer to the question; a question without `i` wants no answer. */
interface Question {
  readonly t: 'q';
  readonly i?: string;
  readonly a: readonly unknown[];
  /** Whether a signal was the last argument and is to be put back there. */
  readonly cancellable?: true;
}

/** An answer of birpc: `e` is the error, where there is one. */
interface Answer {
  readonly t: 's';
  readonly i: string;
  readonly e?: unknown;
  /** Whether the question was given up because its signal said so. */
  readonly cancelled?: true;
}

/** Tells the other end that the answer to a question is no longer wanted. */
interface Cancel {
  readonly t: 'c';
  readonly i: string;
}

type Message = Question | Answer | Cancel;

/** A question that was asked with a signal, until its answer comes. */
interface Asked {
  readonly signal: AbortSignal;
  readonly cancel: () => void;
}

/**
 * Lets a question of birpc end in an AbortSignal: the one who is asked gets a signal too, and that aborts when the first
 * does. A question that is given up for that reason is rejected with the reason of the asker's own signal. Both ends wrap
 * their ports; an answer may take as long as the work does.
 */
export function cancellable(port: RpcPort) {
  const asked = new Map<string, Asked>();
  const working = new Map<string, AbortController>();

  function postQuestion(question: Question): unknown {
    const { i: id, a: args } = question;
    const signal = args.at(-1);
    if (id === undefined || !(signal instanceof AbortSignal)) return port.post(question);
    const cancel = () => void port.post({ t: 'c', i: id } satisfies Cancel);
    asked.set(id, { signal, cancel });
    const posted = port.post({ ...question, a: args.slice(0, -1), cancellable: true } satisfies Question);
    if (signal.aborted) cancel();
    else signal.addEventListener('abort', cancel, { once: true });
    return posted;
  }

  function postAnswer(answer: Answer): unknown {
    const signal = working.get(answer.i)?.signal;
    working.delete(answer.i);
    // Not every channel can carry the reason, and the asker has it already.
    if (signal && isReason(answer.e, signal)) return port.post({ t: 's', i: answer.i, cancelled: true });
    return port.post(answer);
  }

  function received(message: Message): Question | Answer | null {
    if (message.t === 'c') {
      working.get(message.i)?.abort();
      return null;
    }
    if (message.t === 'q') {
      if (message.i === undefined || !message.cancellable) return message;
      const controller = new AbortController();
      working.set(message.i, controller);
      return { ...message, a: [...message.a, controller.signal] };
    }
    const question = asked.get(message.i);
    asked.delete(message.i);
    question?.signal.removeEventListener('abort', question.cancel);
    return message.cancelled ? { ...message, e: question?.signal.reason } : message;
  }

  return {
    timeout: -1,
    post: (message: Question | Answer) => (message.t === 'q' ? postQuestion(message) : postAnswer(message)),
    on: (receive: (message: Question | Answer) => void) =>
      port.on((message) => {
        const passed = received(message as Message);
        if (passed) receive(passed);
      }),
  } as const;
}

/** Whether an error says no more than that a signal was aborted. */
function isReason(error: unknown, { aborted, reason }: AbortSignal): boolean {
  return aborted && (error === reason || (error instanceof Error && error.name === 'AbortError'));
}

/** Waits for an answer that may be given up. @returns null where `signal` was aborted before the answer came. */
export async function nullIfAborted<Result>(
  signal: AbortSignal,
  answer: Promise<Result>,
): Promise<Result | null> {
  try {
    return await answer;
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}

/** Lets waiting messages be heard between two steps of long work. @throws the signal's reason where it was aborted. */
export async function turn(signal: AbortSignal): Promise<void> {
  await new Promise((next) => setImmediate(next));
  signal.throwIfAborted();
}
