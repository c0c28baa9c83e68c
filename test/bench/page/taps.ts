/** Changes that are asked for one after another, and when something else was shown. */
export interface Taps {
  /** The moments (milliseconds since 1970) at which what is shown changed. */
  readonly changedAt: readonly number[];
  /** Asks for no more, and settles when all is answered. */
  stop(): Promise<TapAnswers>;
}

/** What has become of them. */
export interface TapAnswers {
  readonly asked: number;
  readonly refused: number;
  /** From asking to the answer, at most. */
  readonly longestMs: number;
}

/** Watches an element, and asks every 15 ms, which is more often than anybody taps; without `ask` it only watches. */
export function startTaps(shown: HTMLElement, ask?: () => Promise<{ readonly ok: boolean }>): Taps {
  const changedAt: number[] = [];
  const watch = new MutationObserver(() =>
    changedAt.push(performance.timeOrigin + performance.now()),
  );
  watch.observe(shown, { childList: true, subtree: true, characterData: true });
  const answers: Promise<{ readonly ok: boolean; readonly ms: number }>[] = [];
  const tap = async () => {
    const begun = performance.now();
    const { ok } = await ask!();
    return { ok, ms: performance.now() - begun };
  };
  const timer = ask && setInterval(() => answers.push(tap()), 15);
  return Object.freeze({
    changedAt,
    async stop() {
      clearInterval(timer);
      const all = await Promise.all(answers);
      watch.disconnect();
      return {
        asked: all.length,
        refused: all.filter(({ ok }) => !ok).length,
        longestMs: Math.max(0, ...all.map(({ ms }) => ms)),
      };
    },
  });
}
