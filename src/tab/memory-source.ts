import type { SearchSource } from '../search/search-source.ts';
import type { Collection } from '../model/schema.ts';
import type { Answer, ReadRequest } from '../protocol/worker-api.ts';
import type { Client } from './client.ts';

/** What a search engine in the page reads where the copy is in a worker's memory: it is asked for through the client. */
export function createMemorySource(
  client: Pick<Client, 'status' | 'watch'>,
  collections: readonly Collection[],
): SearchSource {
  const readOnce = (request: ReadRequest) =>
    new Promise<Extract<Answer, { state: 'ready' }>>((resolve) => {
      const stop = client.watch(request, (answer) => {
        if (answer.state !== 'ready') return;
        resolve(answer);
        queueMicrotask(() => stop());
      });
    });
  return Object.freeze({
    async now() {
      const { version } = client.status();
      if (!version) return undefined;
      const counts = collections.map(async ({ name }) => {
        const { total } = await readOnce({ collection: name, query: { limit: 0, select: [] } });
        return [name, total] as const;
      });
      return { place: version, countByName: Object.fromEntries(await Promise.all(counts)) };
    },
    async *scan(collection: string) {
      const { rows } = await readOnce({ collection, query: {} });
      yield rows;
    },
    async read(collection: string, ids: readonly string[]) {
      return (await readOnce({ collection, ids })).rows;
    },
  });
}
