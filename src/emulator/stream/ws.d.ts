/** As much of `ws` as is used here. */
declare module 'ws' {
  import type { IncomingMessage } from 'node:http';
  import type { Duplex } from 'node:stream';

  export interface ServerSocket {
    /** Bytes that were sent and have not left yet. */
    readonly bufferedAmount: number;
    send(text: string): void;
    on(event: 'close', listener: () => void): void;
    on(event: 'error', listener: (error: Error) => void): void;
    terminate(): void;
  }

  export class WebSocketServer {
    constructor(options: { readonly noServer: true; readonly maxPayload: number });
    readonly clients: ReadonlySet<ServerSocket>;
    // oxlint-disable-next-line max-params -- so `ws` has it
    handleUpgrade(
      request: IncomingMessage,
      socket: Duplex,
      head: Buffer,
      opened: (socket: ServerSocket) => void,
    ): void;
  }
}
