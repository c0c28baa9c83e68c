/**
 * Runs tasks side by side, all or nothing: the first failure aborts the signal that the others were given, and the
 * promise rejects with it once all have come to rest, so that nothing runs on behind the caller's back.
 */
export async function together(
  signal: AbortSignal,
  tasks: readonly ((signal: AbortSignal) => Promise<void>)[],
): Promise<void> {
  const stop = new AbortController();
  const forward = () => stop.abort(signal.reason);
  if (signal.aborted) forward();
  signal.addEventListener('abort', forward, { once: true });
  let failure: { readonly error: unknown } | undefined;
  const run = async (task: (signal: AbortSignal) => Promise<void>) => {
    try {
      await task(stop.signal);
    } catch (error) {
      failure ??= { error };
      stop.abort(error);
    }
  };
  try {
    await Promise.all(tasks.map(run));
  } finally {
    signal.removeEventListener('abort', forward);
  }
  if (failure) throw failure.error;
}

/** Works through a list in order, at most `width` at a time; like `together`, all or nothing. */
export async function inLanes<T>(
  items: readonly T[],
  { width, signal }: { readonly width: number; readonly signal: AbortSignal },
  work: (item: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async (laneSignal: AbortSignal) => {
    while (next < items.length) {
      laneSignal.throwIfAborted();
      await work(items[next++]!, laneSignal);
    }
  };
  await together(
    signal,
    Array.from({ length: Math.min(width, items.length) }, () => lane),
  );
}
