import { PHRASES } from './phrases.ts';

/** The talk on a stream: posts that come by themselves. */
export interface Posting {
  /** Posts from now on, every few seconds, until stopped. */
  readonly start: () => void;
  readonly stop: () => void;
  /** So many posts a second from now on, for so long; then as before. */
  readonly burst: (postsPerSecond: number, forMs: number) => void;
}

/** Time and chance, as they are handed in. */
export interface PostingOptions {
  readonly now: () => number;
  readonly random: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

const PAUSE_MS = 4_000;
/** So that somebody who comes in finds a little that was said before. */
const FIRST_POSTS = 14;

/** Talk that has not begun; `post` is told each phrase and when it was said, which is now unless told. */
export function createPosting(
  post: (text: string, atMs?: number) => void,
  { now, random, sleep }: PostingOptions,
): Posting {
  let running: AbortController | undefined;
  let pace = { pauseMs: PAUSE_MS, untilMs: 0 };
  let pacing = new AbortController();
  let unsaid: string[] = [];

  /** One of those that were not said lately. */
  const phrase = (): string => {
    if (unsaid.length === 0) unsaid = [...PHRASES];
    const [said] = unsaid.splice(Math.floor(random() * unsaid.length), 1);
    return said!.replaceAll('#', () => String(2 + Math.floor(random() * 40)));
  };

  const pauseMs = (): number => (now() < pace.untilMs ? pace.pauseMs : PAUSE_MS * (0.5 + random()));

  const keepPosting = async (signal: AbortSignal): Promise<void> => {
    // In step with the clock, so that a timer's coarseness does not thin a burst.
    for (let atMs = now(); !signal.aborted;) {
      atMs = Math.max(atMs + pauseMs(), now() - 1_000);
      const waitMs = atMs - now();
      if (waitMs > 0) {
        // A burst that begins ends the pause.
        await sleep(waitMs, AbortSignal.any([signal, pacing.signal])).catch(() => undefined);
        atMs = Math.min(atMs, now());
      }
      if (!signal.aborted) post(phrase());
    }
  };

  return Object.freeze({
    start: () => {
      if (running) return;
      running = new AbortController();
      for (let i = FIRST_POSTS; i > 0; i--) post(phrase(), now() - i * PAUSE_MS);
      void keepPosting(running.signal);
    },
    stop: () => {
      running?.abort();
      running = undefined;
    },
    burst: (postsPerSecond: number, forMs: number) => {
      pace = { pauseMs: 1000 / postsPerSecond, untilMs: now() + forMs };
      pacing.abort();
      pacing = new AbortController();
    },
  });
}
