import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isHash, type Hash } from '../../model/hash.ts';
import { decodeManifest, type Manifest } from '../../protocol/manifest.ts';
import { MANIFEST_PATH, objectPath } from '../../protocol/paths.ts';
import { hashBytesSync } from '../objects/hash-sync.ts';
import { decodeKept, KEPT_PATH, NOTHING_KEPT, type KeptList } from './kept-list.ts';

/** A site that was published before: on a host, or in a folder. */
export interface PreviousSite {
  /** Undefined where nothing was published there yet. */
  readonly manifest: Manifest | undefined;
  readonly kept: KeptList;
  /** The bytes of a file of it; undefined where it is missing, or not what its name says. */
  readonly read: (path: string) => Promise<Uint8Array<ArrayBuffer> | undefined>;
  readonly readObject: (hash: Hash) => Promise<string | undefined>;
}

/**
 * Opens what lies at an address (`https://…`) or in a folder. Nothing there is the first publication; a host that does
 * not answer, and a folder that is not there, are errors, for taking them as nothing would begin another log.
 */
export async function openPrevious(
  place: string,
  fetch: (request: Request) => Promise<Response>,
): Promise<PreviousSite> {
  const readAny = /^https?:\/\//.test(place) ? overHttp(place, fetch) : await inFolder(place);
  const readJson = async (path: string): Promise<unknown> => {
    const bytes = await readAny(path);
    if (!bytes) return undefined;
    try {
      return JSON.parse(new TextDecoder().decode(bytes));
    } catch {
      throw new Error(
        `${place}: ${path} is not JSON; is this the address of a site that was published?`,
      );
    }
  };
  const manifest = await readJson(MANIFEST_PATH);
  const kept = manifest === undefined ? undefined : await readJson(KEPT_PATH);
  const read = async (path: string) => {
    const bytes = await readAny(path);
    return bytes && isWhatItIsCalled(path, bytes) ? bytes : undefined;
  };
  return Object.freeze({
    manifest: manifest === undefined ? undefined : decodeManifest(manifest),
    kept: kept === undefined ? NOTHING_KEPT : decodeKept(kept),
    read,
    readObject: async (hash: Hash) => {
      const bytes = await read(objectPath(hash));
      return bytes && new TextDecoder().decode(bytes);
    },
  });
}

type ReadFile = (path: string) => Promise<Uint8Array<ArrayBuffer> | undefined>;

async function inFolder(folder: string): Promise<ReadFile> {
  if (!(await stat(folder).catch(() => undefined))?.isDirectory()) {
    throw new Error(
      `--from ${folder}: there is no such folder, and an address begins with https://; nothing was published`,
    );
  }
  return (path) =>
    readFile(join(folder, path)).catch((error: unknown) => {
      const code = (error as { code?: unknown }).code;
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
      throw error;
    });
}

const TRIES = 3;

function overHttp(address: string, fetch: (request: Request) => Promise<Response>): ReadFile {
  const base = `${address.replace(/\/+$/, '')}/`;
  const ask = async (path: string) => {
    const url = new URL(path.split('/').map(encodeURIComponent).join('/'), base);
    const response = await fetch(new Request(url, { cache: 'no-store' }));
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
    await response.body?.cancel();
    // S3 answers 403 for what is not there, where the list of a bucket is not public.
    if ([403, 404, 410].includes(response.status)) return undefined;
    throw new Error(`${url.href} answered ${response.status}`);
  };
  return async (path) => {
    for (let tries = 1; ; tries++) {
      try {
        return await ask(path);
      } catch (cause) {
        if (tries < TRIES) continue;
        const why = cause instanceof Error ? cause.message : 'no answer';
        throw new Error(`--from ${address}: ${why}; nothing was published`, { cause });
      }
    }
  };
}

/** Objects and attachments are named by their bytes; whatever else a host answers for them is nothing. */
function isWhatItIsCalled(path: string, bytes: Uint8Array): boolean {
  const name = /^v1\/(?:o\/([^/]+)\.json|media\/([^/]+)\/.*)$/.exec(path);
  if (!name) return true;
  const hash = name[1] ?? name[2];
  return isHash(hash) && hashBytesSync(bytes) === hash;
}
