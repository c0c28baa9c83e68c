/** Some turns of the event loop: promises have run, and messages between ports have arrived, each a turn after it was sent. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 10; i++) await new Promise<void>((resolve) => setImmediate(resolve));
}
