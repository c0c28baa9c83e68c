import type { WorkerApi } from '../protocol/worker-api.ts';

/** An API that can be called at once: every call waits for the engine. A connection before its start is not lost (W3). */
export function deferApi(ready: Promise<WorkerApi>): WorkerApi {
  return {
    hello: async (hello) => (await ready).hello(hello),
    tab: async (tabId, state) => (await ready).tab(tabId, state),
    checkNow: async () => (await ready).checkNow(),
    want: async (collection, id) => (await ready).want(collection, id),
    read: async (requests) => (await ready).read(requests),
    status: async () => (await ready).status(),
    diagnostics: async () => (await ready).diagnostics(),
    forget: async () => (await ready).forget(),
  };
}
