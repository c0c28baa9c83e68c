import type { Report } from '../../report.ts';
import { AirtableError } from './airtable-error.ts';
import type { AirtableClient } from './client.ts';
import { decodeSchema, type TableSchema } from './schema.ts';
import type { SchemaWatch } from './schema-watch.ts';
import { schemaWords } from './schema-words.ts';

/** Reads a base's schema into its watch, and says what is wrong with it. */
export interface SchemaReader {
  /** Gives what was read. Throws where the token may not read it: then fields go by their names from now on. */
  readonly read: (signal: AbortSignal) => Promise<readonly TableSchema[]>;
  /** Reads it where the token may; that it may not is no failure. */
  readonly refresh: (signal: AbortSignal) => Promise<void>;
}

/** Creates a reader of one base's schema. */
export function createSchemaReader(
  client: AirtableClient,
  baseId: string,
  { watch, report }: { readonly watch: SchemaWatch; readonly report: Report },
): SchemaReader {
  const path = `v0/meta/bases/${baseId}/tables`;
  let toldProblems = '';
  /** Once for each state of them: the status tells them for as long as they last. */
  const tellProblems = () => {
    const text = schemaWords(watch.status(), []).join('. ');
    if (text !== '' && text !== toldProblems) report({ type: 'warned', text });
    toldProblems = text;
  };

  const read = async (signal: AbortSignal) => {
    await watch.load();
    try {
      const schema = decodeSchema(
        await client.call({ method: 'GET', path, lane: 'burst', about: 'schema', signal }),
      );
      await watch.take(schema);
      tellProblems();
      return schema;
    } catch (error) {
      const status = error instanceof AirtableError ? error.facts.status : undefined;
      if (status === 403 || status === 404) {
        if (watch.by() !== 'names') report({ type: 'warned', text: BY_NAMES });
        await watch.take(undefined);
      }
      throw error;
    }
  };

  return Object.freeze({
    read,
    refresh: async (signal: AbortSignal) => {
      if (watch.by() === 'names') return;
      try {
        await read(signal);
      } catch (error) {
        if (watch.by() !== 'names') throw error;
      }
    },
  });
}

const BY_NAMES =
  'the token may not read the schema (schema.bases:read): fields go by their names, so a renamed one looks removed';
