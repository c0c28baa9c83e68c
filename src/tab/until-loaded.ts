/** Loads code that a page can begin without; what a line has lost is asked for again, after ever longer. Never rejects. */
export function untilLoaded<T>(load: () => Promise<T>, retryMs = 1000): Promise<T> {
  return load().catch(async () => {
    await new Promise((resolve) => setTimeout(resolve, retryMs));
    return untilLoaded(load, 2 * retryMs);
  });
}
