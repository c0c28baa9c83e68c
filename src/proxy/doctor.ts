import { collections } from '../site/collections.ts';
import { checkCollections } from './check-collections.ts';
import { checkFolder } from './check-folder.ts';
import { systemClock } from './clock.ts';
import { readConfig, type AirtableConfig } from './config.ts';
import { examineBase } from './doctor/examine-base.ts';
import type { Finding } from './doctor/finding.ts';
import { openBaseFile } from './source/airtable/base-file.ts';
import { createBudget } from './source/airtable/budget.ts';
import { createAirtableClient } from './source/airtable/client.ts';
import { createTableSizes } from './source/airtable/table-sizes.ts';
import { sentencesOf } from './start-failure.ts';

/**
 * `npm run doctor`: reads the base that `npm start` would read and says, by table and field, what the site lacks there
 * and what that costs. Exit code 1 where something is wrong. It never prints the token.
 */

const MARK = { good: 'ok   ', note: 'note ', unknown: '?    ', error: 'WRONG' } as const;
const say = (line: string) => void process.stdout.write(`${line}\n`);

interface Base {
  readonly apiUrl: string;
  readonly token: string;
  readonly baseId: string;
  readonly close: () => Promise<void>;
}

/** The sample base of a running server, or one of our own where none is running. */
async function openBase(airtable: AirtableConfig, dataDir: string): Promise<Base> {
  if (airtable.kind === 'base') return { ...airtable, close: () => Promise.resolve() };
  const { sampleBase } = await import('../emulator/sample/base.ts');
  const known = { token: sampleBase.tokens[0]!, baseId: sampleBase.id };
  const apiUrl = `http://localhost:${airtable.port}`;
  const isRunning = await fetch(apiUrl).then(
    () => true,
    () => false,
  );
  if (isRunning) return { ...known, apiUrl, close: () => Promise.resolve() };
  await checkFolder(dataDir, 'DATA_DIR');
  const { startEmulator } = await import('../emulator/server.ts');
  const { url, close } = await startEmulator({ base: sampleBase, port: 0, dataDir });
  return { ...known, apiUrl: url, close };
}

try {
  const config = readConfig(process.env);
  checkCollections(collections);
  const base = await openBase(config.airtable, config.dataDir);
  const client = createAirtableClient({
    apiUrl: base.apiUrl,
    token: base.token,
    budget: createBudget(systemClock),
    clock: systemClock,
    fetch: (request) => fetch(request),
  });
  say(`The base at ${base.apiUrl}, as src/site/collections.ts declares it:`);
  const { signal } = new AbortController();
  const sizes = createTableSizes({
    names: collections.map(({ name }) => name),
    kept: await openBaseFile(config.dataDir, 'sizes', base.baseId).read(),
  });
  const findings = await examineBase({
    client,
    baseId: base.baseId,
    collections,
    plan: config.airtable.plan,
    pagesOf: sizes.pagesOf,
    clock: systemClock,
    onWait: () => say('Airtable was asked too often, perhaps by a server beside; waiting 30 s …'),
    signal,
  });
  for (const { level, where, what, cost } of findings) {
    say(`${MARK[level]} ${where}: ${what}${cost === '' ? '' : `. ${cost}`}`);
  }
  const countOf = (wanted: Finding['level']) =>
    findings.filter(({ level }) => level === wanted).length;
  const [wrong, unknown] = [countOf('error'), countOf('unknown')];
  if (wrong > 0) say(`${wrong} to mend.`);
  if (unknown > 0) say(`${unknown} could not be examined.`);
  if (wrong + unknown === 0) say('All is well.');
  process.exitCode = wrong + unknown === 0 ? 0 : 1;
  await base.close();
} catch (error) {
  for (const line of sentencesOf(error)) process.stderr.write(`${line}\n`);
  process.exitCode = 1;
}
