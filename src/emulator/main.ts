import { isPlan } from './limits.ts';
import { sampleBase } from './sample/base.ts';
import { startEmulator } from './server.ts';

/** `npm run emulator`: the sample base over HTTP, until SIGTERM or SIGINT. */
const { AIRTABLE_PORT = '4181', HOST = 'localhost', DATA_DIR = './data' } = process.env;
const { AIRTABLE_PLAN = 'business' } = process.env;
const port = Number(AIRTABLE_PORT);

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  process.stderr.write(`AIRTABLE_PORT is "${AIRTABLE_PORT}", expected a port number.\n`);
  process.exit(1);
}

if (!isPlan(AIRTABLE_PLAN)) {
  process.stderr.write(
    `AIRTABLE_PLAN is "${AIRTABLE_PLAN}", expected free, team, business or enterprise.\n`,
  );
  process.exit(1);
}

try {
  const running = await startEmulator({
    base: sampleBase,
    port,
    host: HOST,
    dataDir: DATA_DIR,
    plan: AIRTABLE_PLAN,
    report: say,
  });
  say(`ready ${running.url}`);
  const stop = (): void => {
    void running.close();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
