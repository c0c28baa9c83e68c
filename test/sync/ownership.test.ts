import { expect, it } from 'vitest';
import { createOwnership } from '../../src/sync/ownership.ts';
import { createLockHub } from '../fakes/fake-locks.ts';
import { settled } from '../fakes/settled.ts';

function begin() {
  const hub = createLockHub();
  const told: string[] = [];
  const open = (who: string) =>
    createOwnership({
      locks: hub.open(),
      name: 'writer',
      onGranted: () => told.push(`${who} has it`),
      onLost: () => told.push(`${who} lost it`),
    });
  return { told, first: open('first'), second: open('second') };
}

it('[invariant I2] asked for again while it is held, the lock stays where it is', async () => {
  const { told, first, second } = begin();
  first.request();
  await settled();
  second.request();
  first.request();
  await settled();
  expect(told).toEqual(['first has it']);
  first.release();
  second.request();
  await settled();
  expect(told).toEqual(['first has it', 'second has it']);
});

it('[fault L1] a stolen lock is waited for again, and can be asked for after it was let go of', async () => {
  const { told, first, second } = begin();
  first.request();
  await settled();
  second.steal();
  await settled();
  first.request();
  second.release();
  await settled();
  expect(told.toSorted()).toEqual(
    ['first has it', 'first has it', 'first lost it', 'second has it'].toSorted(),
  );
  first.release();
  first.request();
  await settled();
  expect(told.at(-1)).toBe('first has it');
  expect(told).toHaveLength(5);
});
