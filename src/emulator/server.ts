import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createEmulator, type Emulator, type EmulatorOptions } from './emulator.ts';
import { answerNode } from './node-http.ts';
import type { SeedBase } from './seed.ts';
import { openSnapshotFile } from './snapshot-file.ts';
import { serveStream } from './stream/serve-stream.ts';

/** Where and with what the emulator listens. Settings that are left out are as in `EmulatorOptions`. */
export interface ServerOptions extends Partial<
  Omit<EmulatorOptions, 'base' | 'origin' | 'save' | 'load'>
> {
  readonly base: SeedBase;
  /** 0 takes any free port. */
  readonly port: number;
  /** The address to listen on; by default this machine only. */
  readonly host?: string;
  /** Where edits are kept over restarts. */
  readonly dataDir: string;
  /** Gets one clear line when the saved state is damaged or cannot be written. */
  readonly report?: (line: string) => void;
}

/** An emulator that listens. */
export interface RunningEmulator {
  /** Its address without a slash at the end, such as `http://localhost:4181`. */
  readonly url: string;
  readonly emulator: Emulator;
  /** Settles once no connection is open and every edit is on disk. */
  readonly close: () => Promise<void>;
}

/** Starts the emulator over HTTP; rejects when the port is taken or the saved state cannot be read, naming it. */
export async function startEmulator(options: ServerOptions): Promise<RunningEmulator> {
  const { base, port, host = 'localhost', dataDir, report = () => {}, ...settings } = options;
  const file = openSnapshotFile({ dataDir, baseId: base.id, report });
  const server = createServer({ keepAliveTimeout: 5_000 });
  await listen(server, port, host);
  const { port: actualPort } = server.address() as AddressInfo;
  const origin = `http://${nameOf(host)}:${String(actualPort)}`;
  const create = (): Emulator =>
    createEmulator({
      now: Date.now,
      random: Math.random,
      ...settings,
      base,
      origin,
      save: file.save,
      load: file.load,
    });
  const emulator = orClosed(server, create);
  server.on('request', (incoming, outgoing) => {
    void answerNode(incoming, outgoing, { origin, fetch: emulator.fetch });
  });
  const subscribers = serveStream(server, emulator.stream);
  emulator.stream.start();
  return Object.freeze({
    url: origin,
    emulator,
    close: async () => {
      emulator.stop();
      subscribers.dropAll();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      await file.settled();
    },
  });
}

/** What cannot be created leaves nothing that listens, which would keep the process alive. */
function orClosed(server: Server, create: () => Emulator): Emulator {
  try {
    return create();
  } catch (error) {
    server.close();
    throw error;
  }
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  // Clients that look up `localhost` try both families; those given 127.0.0.1 know only one.
  server.listen(port, host === 'localhost' ? '127.0.0.1' : host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    const where = `${host}:${String(port)}`;
    throw new Error(
      `The emulator cannot listen on ${where}; stop what does, or set AIRTABLE_PORT to a free port.`,
      { cause },
    );
  }
}

/** An address that means "every one of mine" is no name to connect to. */
function nameOf(host: string): string {
  const isEverywhere = host === '0.0.0.0' || host === '::' || host === '';
  if (isEverywhere) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
