import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { refusalOf, writingTo } from '../../src/proxy/check-folder.ts';
import { temporaryFolder } from './fakes/folder.ts';

const named = { folder: '/srv/data', option: 'DATA_DIR' };

const IS_FULL =
  'DATA_DIR /srv/data cannot be written to: the disk is full; make room there, or set DATA_DIR to another folder.';

test('[fault D5] a database that the disk has no room for names the folder and what to do', async () => {
  const db = new DatabaseSync(join(await temporaryFolder(), 'full.sqlite'));
  db.exec('PRAGMA max_page_count = 1');
  const filled = writingTo(named, () => db.exec('CREATE TABLE one (id INTEGER)'));
  await expect(filled).rejects.toThrow(IS_FULL);
  db.close();
});

// Elsewhere there is no file that is always full.
test.runIf(process.platform === 'linux')(
  '[fault D5] a file that the disk has no room for does so too',
  async () => {
    await expect(writingTo(named, () => writeFile('/dev/full', 'text'))).rejects.toThrow(IS_FULL);
  },
);

test('what is no matter of the disk is said as it is', async () => {
  expect(await writingTo(named, () => 'done')).toBe('done');
  const unlike = new Error('the site is not built');
  await expect(writingTo(named, () => Promise.reject(unlike))).rejects.toBe(unlike);
});

test('a file system without locks is no full disk', () => {
  // What SQLite says where the system takes no lock (SQLITE_IOERR_LOCK).
  const refused = Object.assign(new Error('disk I/O error'), { errcode: 3850 });
  expect(refusalOf(named, 'cannot be locked', refused).message).toBe(
    'DATA_DIR /srv/data cannot be locked: no files can be locked there; set DATA_DIR to another folder.',
  );
});
