import type { Queue } from '../queue.ts';

/**
 * A function whose calls are answered together: those that come while the queue is at work share its next turn. Where
 * that fails, each of them is rejected.
 */
export function gatherCalls<Asked, Answer>(
  enqueue: Queue,
  answerAll: (asked: readonly Asked[]) => Promise<readonly Answer[]>,
): (asked: Asked) => Promise<Answer> {
  let gathered: Call<Asked, Answer>[] = [];

  const answerGathered = async () => {
    const calls = gathered;
    gathered = [];
    try {
      const answers = await answerAll(calls.map(({ asked }) => asked));
      for (const [i, { resolve }] of calls.entries()) resolve(answers[i]!);
    } catch (error) {
      for (const { reject } of calls) reject(error);
    }
  };

  return (asked) =>
    new Promise((resolve, reject) => {
      gathered.push({ asked, resolve, reject });
      // The first one asks for a turn; the others are in it.
      if (gathered.length === 1) setImmediate(() => void enqueue(answerGathered));
    });
}

interface Call<Asked, Answer> {
  readonly asked: Asked;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}
