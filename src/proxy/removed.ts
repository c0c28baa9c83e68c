import { findRemoved } from './publish/find-removed.ts';

/**
 * `npm run removed`: the records that were published within the last thirty days and are not any more, as JSON, each as it
 * last was: what to restore in Airtable after a deletion that was not meant. It reads DATA_DIR and asks nobody.
 */
const dataDir = process.env['DATA_DIR']?.trim() || './data';
try {
  process.stdout.write(`${JSON.stringify(await findRemoved(dataDir), null, 2)}\n`);
} catch {
  process.stderr.write(`DATA_DIR ${dataDir} holds no publication that could be read.\n`);
  process.exitCode = 1;
}
