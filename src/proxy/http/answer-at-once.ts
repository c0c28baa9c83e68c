import type { IncomingMessage, ServerResponse } from 'node:http';
import { MANIFEST_PATH } from '../../protocol/paths.ts';
import type { ObjectStore, StoredBytes } from '../objects/object-store.ts';
import { hasCurrent, wantedEncodings } from './negotiate.ts';
import { objectHeaders, pollHeaders, type ProtocolSource } from './protocol-routes.ts';

/**
 * Answers by itself what needs no waiting, and says whether it did: the poll that finds nothing new, and an object that
 * is held in memory. Those are nearly all requests, and the way through `Request`, router and `Response` would cost more
 * than the answer. What it answers is, to the byte, what the routes would have said.
 */
export type AnswerAtOnce = (incoming: IncomingMessage, outgoing: ServerResponse) => boolean;

/** Creates one for what the protocol's routes read from. */
export function createAnswerAtOnce(
  source: Omit<ProtocolSource, 'objects'> & { readonly objects: Pick<ObjectStore, 'held'> },
): AnswerAtOnce {
  const poll: AnswerAtOnce = ({ headers }, outgoing) => {
    const current = source.publication();
    if (!current || !hasCurrent(headers['if-none-match'], current.etag)) return false;
    source.readerSeen();
    outgoing.writeHead(304, pollHeaders(current.etag, source.checkedSecondsAgo())).end();
    return true;
  };

  // Made once for as long as an object is held.
  const headersByObject = new WeakMap<StoredBytes, string[]>();

  const object = (hash: string, incoming: IncomingMessage, outgoing: ServerResponse) => {
    const accepted = incoming.headers['accept-encoding'];
    const found = source.objects.held(
      hash,
      wantedEncodings(Array.isArray(accepted) ? accepted.join() : accepted),
    );
    if (!found) return false;
    let headers = headersByObject.get(found);
    if (!headers) headersByObject.set(found, (headers = headerList(hash, found)));
    outgoing.writeHead(200, headers).end(found.bytes);
    return true;
  };

  return (incoming, outgoing) => {
    const { method, url = '', headers } = incoming;
    // A read with a body is refused, with a sentence, where the others are answered.
    if (method !== 'GET' || 'content-length' in headers || 'transfer-encoding' in headers) {
      return false;
    }
    if (url === POLL) return poll(incoming, outgoing);
    const hash = OBJECT.exec(url)?.[1];
    return hash !== undefined && !('if-none-match' in headers) && object(hash, incoming, outgoing);
  };
}

/** The headers of an object as names and values by turns, the form that Node writes without looking at names again. */
function headerList(hash: string, { bytes, encoding }: StoredBytes): string[] {
  const length = String(bytes.byteLength);
  return Object.entries({ ...objectHeaders(hash, encoding), 'content-length': length }).flat();
}

const POLL = `/${MANIFEST_PATH}`;
const OBJECT = /^\/v1\/o\/([A-Za-z0-9_-]{43})\.json$/;
