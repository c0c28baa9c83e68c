/** What a network may do to a request. Several deeds of one fault happen together (late *and* cut). */
export interface Fault {
  /** Only requests whose path with query matches; without it, every request. */
  readonly path?: RegExp;
  /** Only requests with this method. */
  readonly method?: string;
  /** Over after this many requests; without it, lasts until `clear()`. */
  readonly times?: number;

  /** No network: connections are reset. Without a filter this also resets the ones open now, WebSockets included. */
  readonly offline?: true;
  /** Waits this long before the request goes on. */
  readonly latencyMs?: number;
  /** The request never reaches the server: this answer comes from somewhere in between, such as a captive portal. */
  readonly replaceBody?: {
    readonly status: number;
    readonly contentType: string;
    readonly body: string | Uint8Array;
    readonly headers?: Readonly<Record<string, string>>;
  };
  /** 302 to this address, as a portal's login page does. */
  readonly redirect?: string;
  /** Sends the request to the server twice and answers with the second answer. */
  readonly duplicate?: true;
  /** Repeats for ever the first answer seen for a path, as a CDN with an old copy does. */
  readonly stale?: true;
  /** The server has done its work, but its answer is lost: the connection is reset. */
  readonly loseAnswer?: true;
  /** Headers, then nothing. An answer without a body (304, 204, HEAD) is withheld whole. */
  readonly stall?: true;
  /** The connection ends after this many bytes of the body. */
  readonly cutAtByte?: number;
  /** The body ends properly after this many bytes: HTTP sees nothing wrong with it. */
  readonly truncateAtByte?: number;
  /** Flips every bit of the byte at this offset of the body. */
  readonly corrupt?: number;
  /** So many bytes at a time; after `silentAfter` bytes (for ever steady without it) nothing more. */
  readonly drip?: {
    readonly bytes: number;
    readonly everyMs: number;
    readonly silentAfter?: number;
  };
}

/** The faults in force. */
export interface FaultList {
  readonly set: (faults: readonly Fault[]) => void;
  readonly add: (fault: Fault) => void;
  /** The first fault that applies to this request, counted against its `times`. */
  readonly take: (method: string, path: string) => Fault | undefined;
  /** Whether every connection is cut, before a request could be read. */
  readonly isCutOff: () => boolean;
}

/** An empty list of faults. Earlier ones win. */
export function createFaultList(): FaultList {
  let entries: { readonly fault: Fault; left: number }[] = [];
  const toEntry = (fault: Fault) => ({ fault, left: fault.times ?? Infinity });

  const applies = (fault: Fault, method: string, path: string): boolean =>
    (fault.path === undefined || fault.path.test(path)) &&
    (fault.method === undefined || fault.method === method);

  return Object.freeze({
    set: (faults: readonly Fault[]) => {
      entries = faults.map(toEntry);
    },
    add: (fault: Fault) => {
      entries = [toEntry(fault), ...entries];
    },
    take: (method: string, path: string) => {
      const entry = entries.find(({ fault, left }) => left > 0 && applies(fault, method, path));
      if (entry !== undefined) entry.left -= 1;
      return entry?.fault;
    },
    isCutOff: () =>
      entries.some(
        ({ fault }) =>
          fault.offline === true &&
          fault.path === undefined &&
          fault.method === undefined &&
          fault.times === undefined,
      ),
  });
}
