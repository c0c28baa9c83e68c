import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** Where a server is to listen; port 0 for any free one. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Lets a server listen; rejects with a sentence that names the address, and the variable of the port. */
export async function listen(
  server: Server,
  { host, port }: Address,
  portVariable = 'PORT',
): Promise<void> {
  server.listen(port, host === 'localhost' ? '127.0.0.1' : host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new Error(sentenceOf(cause, { host, port }, portVariable), { cause });
  }
}

/** Rejects with the same sentence where nothing could listen there now; leaves the address free. */
export async function checkAddress(address: Address, portVariable?: string): Promise<void> {
  const server = createServer();
  await listen(server, address, portVariable);
  const closed = once(server, 'close');
  server.close();
  await closed;
}

function sentenceOf(cause: unknown, { host, port }: Address, portVariable: string): string {
  const code = (cause as { code?: unknown }).code;
  const place = `${host}:${port}`;
  if (code === 'EADDRINUSE') {
    return `Port ${port} is in use; stop what uses it, or set ${portVariable} to a free one.`;
  }
  if (code === 'EACCES') {
    return `Listening on ${place} is not permitted; set ${portVariable} above 1023.`;
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return `HOST "${host}" is not an address of this machine.`;
  }
  return `Cannot listen on ${place} (${String(code)}).`;
}
