/**
 * Opens a WebSocket and hears it until it ends, or the signal is aborted; then settles with a word for why, and never
 * rejects. Nothing is heard after that.
 */
export type Connect = (
  address: string,
  onText: (text: string) => void,
  signal: AbortSignal,
) => Promise<string>;

/** With the platform's own client. */
export const connectSocket: Connect = (address, onText, signal) =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve('stopped');
    const socket = new WebSocket(address);
    const heard = new AbortController();
    const end = (why: string) => {
      heard.abort();
      // A peer that is gone answers no good-bye: nobody waits for it.
      socket.close();
      resolve(why);
    };
    const on = { signal: heard.signal };
    socket.addEventListener(
      'message',
      ({ data }: { readonly data: unknown }) => {
        if (typeof data === 'string') onText(data);
      },
      on,
    );
    socket.addEventListener('close', ({ code }) => end(`it was closed (${code})`), on);
    signal.addEventListener('abort', () => end('stopped'), on);
    // A close follows each error and says as much; without a listener the error would be thrown.
    socket.addEventListener('error', () => undefined);
  });
