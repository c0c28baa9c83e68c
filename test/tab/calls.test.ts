import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { SyncError, type Outcome } from '../../src/protocol/failure.ts';
import type { WorkerApi } from '../../src/protocol/worker-api.ts';
import { createCalls } from '../../src/tab/calls.ts';
import { settled } from '../fakes/settled.ts';

const never = (_ms: number, signal: AbortSignal) =>
  new Promise<void>((_, reject) =>
    signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true }),
  );

it('[N8] a tab keeps nothing of what a worker answered, however long both live', async () => {
  setFlagsFromString('--expose_gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const calls = createCalls(never);
  calls.connected({} as WorkerApi);
  const ask = async () => {
    const outcome = await calls.call(async () => ({ ok: true, value: { rows: [1, 2, 3] } }));
    if (!outcome.ok) throw new Error('nobody answered');
    return new WeakRef(outcome.value);
  };
  const answers = [await ask(), await ask()];
  await settled();
  collectGarbage();
  expect(answers.map((answer) => answer.deref())).toEqual([undefined, undefined]);
});

it('[fault W1] what is under way fails with its worker, and what is asked after that goes to the next', async () => {
  const calls = createCalls(never);
  calls.connected({} as WorkerApi);
  const lost = calls.call(() => new Promise<never>(() => undefined));
  await settled();
  calls.lost(new SyncError('worker-gone', 'The worker is gone.'));
  expect(await lost).toMatchObject({ ok: false, error: { code: 'worker-gone' } });
  const next = calls.call(async () => ({ ok: true, value: 'here' }));
  calls.connected({} as WorkerApi);
  expect(await next).toEqual({ ok: true, value: 'here' });
});

it('[promise P1] in a page that was held up for longer than the deadline an answer that waits is heard', async () => {
  // As after such a time: what a timer does is done before any message is heard.
  let isHeldUp = true;
  const late = (ms: number, signal: AbortSignal) =>
    isHeldUp ? Promise.resolve() : never(ms, signal);
  const answer = Promise.withResolvers<Outcome<string>>();
  const calls = createCalls((ms, signal) => {
    const sleeping = late(ms, signal);
    isHeldUp = false;
    return sleeping;
  });
  calls.connected({} as WorkerApi);
  const asked = calls.call(() => answer.promise);
  await settled();
  answer.resolve({ ok: true, value: 'kept' });
  expect(await asked).toEqual({ ok: true, value: 'kept' });
});

it('[promise P7] a worker that says nothing for thirty seconds is not waited for', async () => {
  const slept: number[] = [];
  const calls = createCalls(async (ms) => void slept.push(ms));
  calls.connected({} as WorkerApi);
  expect(await calls.call(() => new Promise<never>(() => undefined))).toMatchObject({
    ok: false,
    error: { code: 'timeout' },
  });
  expect(slept.reduce((sum, ms) => sum + ms, 0)).toBe(30_000);
});
