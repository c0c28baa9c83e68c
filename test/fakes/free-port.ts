import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * A port on which nobody listens now, below those that systems hand out by themselves (RFC 6335: from 49152; Linux: from
 * 32768): so no connection and no server on port 0 takes it before it is used.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const server = createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch {
      continue;
    }
    server.close();
    await once(server, 'close');
    return port;
  }
}
