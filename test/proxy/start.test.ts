import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from './fakes/folder.ts';

/** What `npm start`, or another program, says with this environment, where it ends at once. */
async function refused(
  env: Readonly<Record<string, string>>,
  [program, ...args]: readonly string[] = ['start.ts'],
): Promise<unknown> {
  const { PATH = '' } = process.env;
  const path = join(import.meta.dirname, '../../src/proxy', program!);
  const ended = promisify(execFile)(process.execPath, [path, ...args], {
    env: { PATH, ...env },
    // None of them is to hang.
    timeout: 20_000,
  });
  return ended.then(
    () => 'started',
    (error: unknown) => error,
  );
}

test('a wrong variable is named in one line before anything is built', async () => {
  expect(await refused({ PORT: 'soon' })).toMatchObject({
    code: 1,
    stdout: '',
    stderr: 'PORT is "soon", expected a whole number from 0 to 65535\n',
  });
});

test('a wrong variable of the build is named before anything is built', async () => {
  expect(await refused({ SERVICE_WORKER: 'Kill' })).toMatchObject({
    code: 1,
    stdout: '',
    stderr: 'SERVICE_WORKER is "Kill", expected kill\n',
  });
});

test('the site is served from where it was built', async () => {
  const [OUT_DIR, DATA_DIR] = [await temporaryFolder(), await temporaryFolder()];
  await writeFile(join(OUT_DIR, 'index.html'), 'built elsewhere');
  const { PATH = '' } = process.env;
  const main = join(import.meta.dirname, '../../src/proxy/main.ts');
  const server = spawn(process.execPath, [main], {
    env: { PATH, OUT_DIR, DATA_DIR, PORT: '0', AIRTABLE_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void server.kill());
  let said = '';
  const readyAt = () => /^ready (\S+)$/m.exec(said)?.[1];
  for await (const text of server.stdout.setEncoding('utf8')) {
    said += String(text);
    if (readyAt()) break;
  }
  expect(await (await fetch(`${readyAt()}/`)).text()).toBe('built elsewhere');
});

test('a data folder that cannot be is named before anything is built', async () => {
  const file = join(await temporaryFolder(), 'file');
  await writeFile(file, '');
  const folder = join(file, 'data');
  expect(await refused({ DATA_DIR: folder })).toMatchObject({
    code: 1,
    stdout: '',
    stderr: `DATA_DIR ${folder} cannot be made: it is, or lies below, a file; set DATA_DIR to another folder.\n`,
  });
});

// Whoever makes several folders at once below such a one asks for ever.
test.runIf(process.platform === 'linux')(
  'a folder below one that takes no files is named at once by whatever would write to it',
  async () => {
    const cannot = 'cannot be made: what it lies in takes no new files; set';
    const AIRTABLE_PORT = '1';
    const DATA_DIR = await temporaryFolder();
    for (const [env, program, option] of [
      [{}, ['start.ts'], 'DATA_DIR'],
      [{}, ['doctor.ts'], 'DATA_DIR'],
      [{}, ['publish-site.ts', '--out', join(DATA_DIR, 'out')], 'DATA_DIR'],
      [{ DATA_DIR }, ['publish-site.ts', '--out', '/proc/offprint'], '--out'],
    ] as const) {
      expect(
        await refused({ DATA_DIR: '/proc/offprint', AIRTABLE_PORT, ...env }, program),
      ).toMatchObject({
        code: 1,
        stdout: '',
        stderr: `${option} /proc/offprint ${cannot} ${option} to another folder.\n`,
      });
    }
  },
);

test('publishing into a folder with an index.html of somebody else is refused before anything is built', async () => {
  const out = await temporaryFolder();
  const page = join(out, 'index.html');
  await writeFile(page, 'mine');
  const env = { DATA_DIR: await temporaryFolder() };
  expect(await refused(env, ['publish-site.ts', '--out', out])).toMatchObject({
    code: 1,
    stdout: '',
    stderr: `--out ${out} holds an index.html that was not published there; remove it, or set --out to another folder.\n`,
  });
  expect(await readFile(page, 'utf8')).toBe('mine');
});

test('publishing on from a folder that is not there is refused before anything is built', async () => {
  const folder = await temporaryFolder();
  const [out, from] = [join(folder, 'site'), join(folder, 'missing')];
  const env = { DATA_DIR: await temporaryFolder() };
  expect(await refused(env, ['publish-site.ts', '--out', out, '--from', from])).toMatchObject({
    code: 1,
    stdout: '',
    stderr: `--from ${from}: there is no such folder, and an address begins with https://; nothing was published\n`,
  });
});

test('one port for the site and for the sample base is named before anything is built', async () => {
  expect(await refused({ PORT: '4555', AIRTABLE_PORT: '4555' })).toMatchObject({
    code: 1,
    stdout: '',
    stderr: 'AIRTABLE_PORT is "4555", expected another one than PORT\n',
  });
});

test('a port in use, and a host that is not this machine, are named before anything is built', async () => {
  const DATA_DIR = await temporaryFolder();
  const taken = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void taken.close());
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const inUse = `Port ${port} is in use; stop what uses it, or set`;
  for (const [env, stderr] of [
    [{ PORT: String(port) }, `${inUse} PORT to a free one.\n`],
    [{ PORT: '0', AIRTABLE_PORT: String(port) }, `${inUse} AIRTABLE_PORT to a free one.\n`],
    // RFC 5737: an address of nobody.
    [{ PORT: '0', HOST: '192.0.2.1' }, 'HOST "192.0.2.1" is not an address of this machine.\n'],
  ] as const) {
    expect(await refused({ DATA_DIR, ...env })).toMatchObject({ code: 1, stdout: '', stderr });
  }
});

test('a data folder that another process holds is named before anything is built', async () => {
  const DATA_DIR = await temporaryFolder();
  await writeFile(join(DATA_DIR, 'publisher.pid'), String(process.pid));
  const out = join(await temporaryFolder(), 'site');
  for (const program of [['start.ts'], ['publish-site.ts', '--out', out]]) {
    expect(await refused({ DATA_DIR }, program)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining(`is in use by process ${process.pid}; stop it`),
    });
  }
});
