import { expect, it } from 'vitest';
import { createWants } from '../../src/sync/wants.ts';
import { settled } from '../fakes/settled.ts';

const wanted = { collection: 'posts', id: 'rec1' };
const other = { collection: 'posts', id: 'rec2' };
const soon = (answer: Promise<unknown>) =>
  Promise.race([answer, settled().then(() => 'no answer')]);

it('[promise P7] a record that is wanted again is answered, though an earlier attempt at it ends only then', async () => {
  const wants = createWants();
  const attempt = Promise.withResolvers<'shown'>();
  wants.serve(() => attempt.promise);
  const first = wants.add(wanted);
  wants.pause();
  wants.fail(new Error('The poll failed.'));
  await expect(first).rejects.toThrow('The poll failed.');
  const again = wants.add(wanted);
  attempt.resolve('shown');
  await settled();
  await wants.settle(() => Promise.resolve('missing'));
  expect(await soon(again)).toBe('missing');
});

it('[promise P7] a record that is wanted while others are being answered is answered after them', async () => {
  const wants = createWants();
  const first = wants.add(other);
  const second = wants.add(wanted);
  second.catch(() => undefined);
  const slow = Promise.withResolvers<'shown'>();
  const settling = wants.settle(({ id }) => (id === 'rec2' ? slow.promise : attempt()));
  const attempt = () => Promise.resolve('shown' as const);
  wants.fail(new Error('The poll failed.'));
  const again = wants.add(wanted);
  slow.resolve('shown');
  await settling;
  expect(await first).toBe('shown');
  await wants.settle(attempt);
  expect(await soon(again)).toBe('shown');
});
