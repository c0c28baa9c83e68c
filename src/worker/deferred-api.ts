import type { WorkerApi } from '../protocol/worker-api.ts';

/** An API that can be called at once: every call waits for the engine. A connection before its start is not lost (fault W3). */
export function deferApi(ready: Promise<WorkerApi>): WorkerApi {
  return new Proxy({} as WorkerApi, {
    get:
      (_, name) =>
      async (...args: readonly unknown[]) => {
        const api = await ready;
        return (api[name as keyof WorkerApi] as Call)(...args);
      },
  });
}

type Call = (...args: readonly unknown[]) => Promise<unknown>;
