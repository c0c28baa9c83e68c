import { hashBytes } from '../src/model/hash.ts';
import { pictureAt } from '../src/protocol/media-forms.ts';
import { found } from './found.ts';
import type { KeptFiles, Lasting } from './kept-files.ts';
import { sliceResponse } from './range.ts';

/** What is asked for, and what lets work go on after the answer. */
interface Asked {
  readonly request: Request;
  readonly lasting: Lasting;
}

/**
 * Answers for pictures and other attachments: what is kept, else the network, for their addresses contain their hash. A
 * picture that cannot be had in the width that is asked for comes in another one. Bytes that are neither kept nor
 * reachable are a network error, for which the page shows its labelled placeholder.
 */
export function createMedia(
  files: KeptFiles,
  fetch: (request: Request, init?: RequestInit) => Promise<Response>,
): (request: Request, lasting: Lasting) => Promise<Response> {
  /** Whether the bytes are those that the address names; if so they are kept. */
  const isKept = async (response: Response, { request, lasting }: Asked) => {
    const bytes = new Uint8Array(await response.clone().arrayBuffer());
    const isRight = await isWhatItIsCalled(request.url, bytes);
    if (isRight) lasting.waitUntil(files.keep(request.url, bytes, response.headers));
    return isRight;
  };

  const fromNetwork = async (asked: Asked): Promise<Response> => {
    const response = await fetch(asked.request);
    if (!isWhole(response) || (await isKept(response, asked))) return response;
    // What a portal or a broken middlebox gave may lie in the browser's own cache, for a year: once more, past it.
    const again = await fetch(asked.request, { cache: 'reload' });
    if (isWhole(again)) await isKept(again, asked);
    return again;
  };

  const inAnotherWidth = async ({ request, lasting }: Asked) => {
    if (request.destination !== 'image') return undefined;
    const other = nearestForm(request.url, (await found(files.addresses())) ?? []);
    return other === undefined ? undefined : files.match(other, lasting);
  };

  return async (request, lasting) => {
    const range = request.headers.get('range');
    const kept = await files.match(request.url, lasting);
    if (kept) return range === null ? kept : sliceResponse(range, kept);
    try {
      return await fromNetwork({ request, lasting });
    } catch {
      return (await inAnotherWidth({ request, lasting })) ?? Response.error();
    }
  };
}

/** Full bodies of this origin only: a part cannot be stored, and an opaque answer is charged as 7 MB (fault D6). */
function isWhole({ status, type }: Response): boolean {
  return status === 200 && type === 'basic';
}

/**
 * A captive portal answers a picture too with its sign-in page (fault N1), and a body may be cut (fault N2): kept once, it
 * would be shown for ever.
 */
async function isWhatItIsCalled(address: string, bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const hash = /\/v1\/media\/([^/]+)\//.exec(address)?.[1];
  return hash === (await hashBytes(bytes));
}

/** Of the same picture's addresses the next wider one, else the widest: smaller ones look coarse, not broken. */
export function nearestForm(wanted: string, addresses: readonly string[]): string | undefined {
  const picture = pictureAt(wanted);
  const widthOf = (address: string) => pictureAt(address)?.width ?? Infinity;
  const others = addresses
    .filter((address) => picture && pictureAt(address)?.mark === picture.mark)
    .sort((a, b) => widthOf(a) - widthOf(b));
  return others.find((address) => widthOf(address) >= widthOf(wanted)) ?? others.at(-1);
}
