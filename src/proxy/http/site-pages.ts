import { extname } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { SiteData, SiteRenderer } from '../../protocol/site-renderer.ts';
import { isSameVersion } from '../../protocol/version.ts';
import { hashBytesSync } from '../objects/hash-sync.ts';
import type { Encoding } from '../objects/object-store.ts';
import type { Report } from '../report.ts';
import { typeOf, type SiteFile } from './site-files.ts';

/** Pages and feeds as text, drawn from the newest publication when they are first asked for. */
export interface SitePages {
  /** The document for a path and query; undefined where the page without content will do. */
  readonly page: (address: string, wanted: readonly Encoding[]) => Promise<SiteFile | undefined>;
  /** True where the address names something that is not published, such as a withdrawn article. */
  readonly isMissing: (address: string) => boolean;
  /** A file drawn from the publication, such as `/feed.xml`. */
  readonly file: (path: string, wanted: readonly Encoding[]) => Promise<SiteFile | undefined>;
}

/** What pages are drawn with. */
export interface SitePagesOptions {
  readonly renderer: SiteRenderer;
  /** The build's page without content. */
  readonly shell: string;
  /** The newest publication; undefined before the first. */
  readonly data: () => SiteData | undefined;
  readonly report: Report;
}

/** So many pages are kept, about 20 KB each; the longest unasked leave first. */
const MAX_PAGES = 500;

type Forms = Partial<Record<Encoding, Uint8Array<ArrayBuffer>>>;

/**
 * Pages by version: a new publication forgets those of the one before. A page that cannot be drawn is reported once a
 * publication, and its readers get the page without content.
 */
export function createSitePages({ renderer, shell, data, report }: SitePagesOptions): SitePages {
  let drawnFrom: SiteData | undefined;
  /** Null for an address that has no page of its own. */
  let formsByName = new Map<string, Forms | null>();

  const newestData = (): SiteData | undefined => {
    const newest = data();
    if (newest && (!drawnFrom || !isSameVersion(drawnFrom.version, newest.version))) {
      drawnFrom = newest;
      formsByName = new Map();
    }
    return newest;
  };

  const formsOf = (name: string, draw: (from: SiteData) => string | undefined) => {
    const newest = newestData();
    if (!newest) return undefined;
    const known = formsByName.get(name);
    formsByName.delete(name);
    const forms = known === undefined ? drawSafely(name, () => draw(newest)) : known;
    // What anybody may invent an address for is not worth a place.
    if (forms || known === null) formsByName.set(name, forms);
    if (formsByName.size > MAX_PAGES) formsByName.delete(formsByName.keys().next().value!);
    return forms ?? undefined;
  };

  /** A page is kept once, under its own address: any number of others may be invented for it. */
  const nameOf = (address: string): string | undefined => {
    const newest = newestData();
    return newest && !formsByName.has(address) ? renderer.canonicalOf(address, newest) : address;
  };

  const drawSafely = (name: string, draw: () => string | undefined): Forms | null => {
    try {
      const text = draw();
      return text === undefined ? null : { identity: new TextEncoder().encode(text) };
    } catch (error) {
      report({ type: 'failed', what: `drawing ${name}`, error });
      formsByName.set(name, null);
      return null;
    }
  };

  return Object.freeze({
    page: async (address: string, wanted: readonly Encoding[]) => {
      const name = nameOf(address);
      if (name === undefined) return undefined;
      const forms = formsOf(name, (from) => renderer.render(name, from, shell));
      return forms && toFile(forms, '.html', wanted);
    },
    isMissing(address: string) {
      const newest = data();
      return newest !== undefined && renderer.isMissing(address, newest);
    },
    file: async (path: string, wanted: readonly Encoding[]) => {
      if (!/^\/[\w.-]+\.\w+$/.test(path)) return undefined;
      const forms = formsOf(path, (from) =>
        renderer
          .files(from)
          .find((file) => `/${file.path}` === path)
          ?.text(),
      );
      return forms && toFile(forms, extname(path), wanted);
    },
  });
}

async function toFile(
  forms: Forms,
  extension: string,
  wanted: readonly Encoding[],
): Promise<SiteFile> {
  const encoding = wanted[0] ?? 'identity';
  const bytes = (forms[encoding] ??= await compress[encoding](forms.identity!));
  const etag = `"${hashBytesSync(bytes).slice(0, 22)}"`;
  return { type: typeOf(extension), etag, encoding, bytes };
}

const compress: Record<
  Encoding,
  (bytes: Uint8Array<ArrayBuffer>) => Promise<Uint8Array<ArrayBuffer>>
> = {
  identity: (bytes) => Promise.resolve(bytes),
  gzip: async (bytes) => new Uint8Array(await promisify(gzip)(bytes)),
  br: async (bytes) => {
    const params = { [constants.BROTLI_PARAM_QUALITY]: 5 };
    return new Uint8Array(await promisify(brotliCompress)(bytes, { params }));
  },
};
