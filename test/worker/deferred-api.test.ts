import { expect, it } from 'vitest';
import type { EngineStatus, WorkerApi } from '../../src/protocol/worker-api.ts';
import { deferApi } from '../../src/worker/deferred-api.ts';

const status = { phase: 'fresh', isOwner: true, host: 'shared', storage: 'memory' } as EngineStatus;

it('[fault W3] answers calls that came before its engine, in their order', async () => {
  const called: string[] = [];
  const ready = Promise.withResolvers<WorkerApi>();
  const api = deferApi(ready.promise);
  const calls = [api.tab('tab-1', 'visible'), api.status(), api.checkNow()];
  const engine = {
    tab: async () => void called.push('tab'),
    status: async () => {
      called.push('status');
      return status;
    },
    checkNow: async () => {
      called.push('checkNow');
      return { ok: true, value: null };
    },
  } as unknown as WorkerApi;
  ready.resolve(engine);
  expect(await Promise.all(calls)).toEqual([undefined, status, { ok: true, value: null }]);
  expect(called).toEqual(['tab', 'status', 'checkNow']);
});
