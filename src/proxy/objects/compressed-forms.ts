import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import type { Hash } from '../../model/hash.ts';
import { createQueue } from '../queue.ts';
import { brotliOptions } from './brotli-options.ts';
import { writeFileWhole } from './write-file.ts';

/** In which way a form of an object is compressed. */
export type CompressedForm = 'br' | 'gzip';

/**
 * The compressed forms of objects, each in a file beside the plain one. They are made one after the other, so that
 * compressing never takes the machine from answering; one that could not be made is not there, while the plain one is.
 */
export interface CompressedForms {
  readonly has: (hash: Hash, form: CompressedForm) => boolean;
  /** Makes a form in its turn, unless the text is too short for one. */
  readonly make: (hash: Hash, form: CompressedForm, text: string) => void;
  /** The same from the object itself, as it is on disk then; once, however many ask before that. */
  readonly ask: (hash: Hash, form: CompressedForm) => void;
  readonly forget: (hash: Hash) => void;
  /** Settles when none is being made any more. */
  readonly idle: () => Promise<void>;
}

/** Where forms are kept, and what they are made of. */
export interface CompressedFormsOptions {
  /** Those that are there. */
  readonly ready: Readonly<Record<CompressedForm, Set<Hash>>>;
  readonly pathOf: (hash: Hash, form: CompressedForm) => string;
  readonly readText: (hash: Hash) => Promise<string | undefined>;
}

/** Below this the compressed form is hardly smaller and costs two more files. */
export const MIN_COMPRESSED_BYTES = 1024;

/** Of 11: within a few per cent of the smallest, at a twentieth of the time. */
const BROTLI_QUALITY = 6;
const brotli = promisify(brotliCompress);

/** Compresses a text; the work is done beside this thread. */
export const compress: Readonly<Record<CompressedForm, (text: string) => Promise<Uint8Array>>> = {
  br: (text) => brotli(text, brotliOptions(BROTLI_QUALITY, text.length)),
  gzip: promisify(gzip),
};

/** Creates them over what is there. */
export function createCompressedForms(options: CompressedFormsOptions): CompressedForms {
  const { ready, pathOf, readText } = options;
  const enqueue = createQueue();
  const asked = new Set<string>();

  const write = async (hash: Hash, form: CompressedForm, text: string) => {
    if (text.length < MIN_COMPRESSED_BYTES || ready[form].has(hash)) return;
    await writeFileWhole(pathOf(hash, form), await compress[form](text));
    ready[form].add(hash);
  };

  const later = (work: () => Promise<void>) => void enqueue(work).catch(() => undefined);

  return Object.freeze({
    has: (hash: Hash, form: CompressedForm) => ready[form].has(hash),
    make: (hash: Hash, form: CompressedForm, text: string) => later(() => write(hash, form, text)),
    ask: (hash: Hash, form: CompressedForm) => {
      const name = `${hash} ${form}`;
      if (asked.has(name)) return;
      asked.add(name);
      later(async () => {
        // Should it fail, it is made for the next one who asks.
        asked.delete(name);
        const text = await readText(hash);
        if (text !== undefined) await write(hash, form, text);
      });
    },
    forget: (hash: Hash) => {
      for (const hashes of Object.values(ready)) hashes.delete(hash);
    },
    idle: () => enqueue(() => Promise.resolve()),
  });
}
