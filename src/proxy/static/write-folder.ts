import { readdir, readFile, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '../objects/make-folder.ts';
import { writeFileWhole } from '../objects/write-file.ts';

/** A folder that others may be reading while it is written: each file is there whole, or not at all. */
export interface SiteFolder {
  readonly has: (path: string) => Promise<boolean>;
  /** Writes a file unless it already has these bytes; true where it wrote. */
  readonly write: (path: string, bytes: Uint8Array | string) => Promise<boolean>;
  /** Removes a file, and the folders that it leaves empty; true where there was one. */
  readonly remove: (path: string) => Promise<boolean>;
  /** The files directly and indirectly below a path. */
  readonly list: (path: string) => Promise<readonly string[]>;
}

/**
 * Rejects with a sentence where a folder holds a site of somebody else: its `index.html` would be lost. What was
 * published before, also in part, has `v1`, which is written first of all.
 */
export async function refuseForeignSite(root: string, option: string): Promise<void> {
  const names = await readdir(root);
  if (!names.includes('index.html') || names.includes('v1')) return;
  throw new Error(
    `${option} ${root} holds an index.html that was not published there; remove it, or set ${option} to another folder.`,
  );
}

/** Opens a folder for writing; it is made with its first file. */
export function openSiteFolder(root: string): SiteFolder {
  const made = new Set<string>();
  const place = (path: string) => join(root, path);

  return Object.freeze({
    has: async (path: string) =>
      (await stat(place(path)).catch(() => undefined))?.isFile() ?? false,
    write: async (path: string, bytes: Uint8Array | string) => {
      const before = await readFile(place(path)).catch(() => undefined);
      if (before && Buffer.from(bytes as Uint8Array).equals(before)) return false;
      const folder = dirname(place(path));
      if (!made.has(folder)) await makeFolder(folder);
      made.add(folder);
      await writeFileWhole(place(path), bytes);
      return true;
    },
    remove: async (path: string) => {
      const wasThere = await rm(place(path)).then(
        () => true,
        () => false,
      );
      for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
        // One that is not empty stays, and so do those above it.
        if (
          !(await rmdir(place(folder)).then(
            () => true,
            () => false,
          ))
        )
          break;
        made.delete(place(folder));
      }
      return wasThere;
    },
    list: async (path: string) => {
      const found = await readdir(place(path), { recursive: true, withFileTypes: true }).catch(
        () => [],
      );
      return found
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(place('').length))
        .map((file) => file.replaceAll('\\', '/').replace(/^\//, ''));
    },
  });
}
