import { expect, test } from 'vitest';
import type { OutboxRow } from '../../src/cache/outbox.ts';
import { arrivedIn, createPending } from '../../src/sync/pending.ts';
import { mutators } from './mutation-server.ts';

const row = (id: string, more: Partial<OutboxRow> = {}): OutboxRow => ({
  v: 1,
  id,
  clientId: 'client',
  identity: 'reader',
  name: 'addLetter',
  args: { id: 'rec1', letter: id },
  ctx: { now: 0, newIds: [] },
  ...more,
});
const change = (body: string) => [{ collection: 'posts', id: 'rec1', fields: { body } }];
const at = (seq: number) => ({ log: 'log', seq });

test('[W17][promise P2] what was sent before anything was kept shows nothing over a first version, which may have it', () => {
  const rows = [row('a', { firstSentAt: 1 }), row('b')];
  const pending = createPending({ rows: () => rows, isRead: () => true }, mutators)(at(3));
  expect(pending).toMatchObject([{ id: 'a', effects: [] }, { id: 'b' }]);
  expect(pending![1]!.effects).toBeUndefined();
});

test('[W14][promise P4] a version takes away only what it has, and nothing that was made over what it may lack', () => {
  const unsure = row('a', { firstSentAt: 1, effects: change('a') });
  const over = row('b', { firstSentAt: 2, effects: change('ab'), result: at(4) });
  const other = row('c', { firstSentAt: 3, effects: [], result: at(4) });
  const later = row('d', { firstSentAt: 4, effects: [], result: at(5) });
  const rows = [unsure, over, other, later];
  expect([...arrivedIn(rows, at(4))]).toEqual([other]);
  const answered = { ...unsure, result: at(4) };
  expect([...arrivedIn([answered, over], at(4))]).toEqual([answered, over]);
  // What was refused is not below anything any more.
  expect([...arrivedIn([{ ...unsure, ended: 'rejected' }, over], at(4))]).toEqual([over]);
  expect([...arrivedIn(rows, undefined)]).toEqual([]);
});
