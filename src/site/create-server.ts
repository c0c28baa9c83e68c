import { createSignal, type Accessor } from 'solid-js';
import { readServerStatus, type ServerAnswer } from '../tab/server-status.ts';

/** What the server behind the site says of itself. */
export interface LiveServer {
  /** Undefined until it has answered for the first time. */
  readonly server: Accessor<ServerAnswer | undefined>;
  /** Asks it once more. Settles when it has answered, or is silent for too long. */
  readonly ask: () => Promise<void>;
}

/** Asks the server behind the site whenever it is told to; an answer never takes the place of one to a later question. */
export function createServer(basePath: string): LiveServer {
  const [server, setServer] = createSignal<ServerAnswer>();
  let asked = 0;
  let shown = 0;
  const ask = async () => {
    // No server comes to a host of plain files while the page is open.
    if (server() === 'plain-files') return;
    const mine = ++asked;
    const answer = await readServerStatus(basePath);
    if (mine < shown) return;
    shown = mine;
    setServer(answer);
  };
  return Object.freeze({ server, ask });
}
