import { findRemoved } from './publish/find-removed.ts';

/**
 * `npm run removed`: the records that were published within the last thirty days and are not any more, as JSON, each as it
 * last was: what to restore in Airtable after a deletion that was not meant. It reads DATA_DIR and asks nobody.
 */
const dataDir = process.env['DATA_DIR']?.trim() || './data';
try {
  const removed = await findRemoved(dataDir);
  process.stdout.write(`${JSON.stringify(removed, null, 2)}\n`);
  // Beside the JSON, not in it: an empty list alone looks like a mistake.
  if (removed.length === 0)
    process.stderr.write(`${dataDir}: nothing was removed in thirty days.\n`);
} catch {
  process.stderr.write(
    `DATA_DIR ${dataDir} holds no publication that could be read; set it to the folder that the server uses.\n`,
  );
  process.exitCode = 1;
}
