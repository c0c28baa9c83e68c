import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { asList, asObject, asText } from '../../protocol/check.ts';
import { writeFileDurably } from '../objects/write-file.ts';

/** Ids of deletions that somebody wants to go, by collection. */
export type ConfirmedByName = ReadonlyMap<string, readonly string[]>;

/** How `npm run confirm-deletions` speaks to the server, running or not: by a file that the server takes away. */
export interface ConfirmFile {
  readonly write: (confirmed: ConfirmedByName) => Promise<void>;
  /** What was asked for; undefined where nothing was. A damaged file counts as nothing. */
  readonly read: () => Promise<ConfirmedByName | undefined>;
  /** Says that it is done. */
  readonly remove: () => Promise<void>;
}

/** The file of a data folder. It names ids, so that nothing goes that the person who confirmed did not see. */
export function openConfirmFile(dataDir: string): ConfirmFile {
  const folder = join(dataDir, 'publication');
  const path = join(folder, 'confirmed-deletions.json');
  return Object.freeze({
    write: async (confirmed: ConfirmedByName) => {
      await mkdir(folder, { recursive: true });
      await writeFileDurably(path, JSON.stringify(Object.fromEntries(confirmed)));
    },
    read: async () => {
      const text = await readFile(path, 'utf8').catch(() => undefined);
      return text === undefined ? undefined : decode(text);
    },
    remove: () => rm(path, { force: true }),
  });
}

function decode(text: string): ConfirmedByName {
  const about = 'confirmed-deletions.json';
  try {
    const entries = Object.entries(asObject(JSON.parse(text), about));
    return new Map(
      entries.map(([name, ids]) => [name, asList(ids, about).map((id) => asText(id, about))]),
    );
  } catch {
    return new Map();
  }
}
