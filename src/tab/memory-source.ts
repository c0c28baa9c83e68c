import type { SearchSource } from '../search/search-source.ts';
import type { Collection } from '../model/schema.ts';
import type { Answer, ReadRequest } from '../protocol/worker-api.ts';
import type { Client } from './client.ts';

/**
 * What a search engine in the page reads where the copy is in a worker's memory: it is asked for through the client, until
 * the signal.
 */
export function createMemorySource(
  client: Pick<Client, 'status' | 'watch'>,
  collections: readonly Collection[],
  signal: AbortSignal,
): SearchSource {
  const readOnce = async (request: ReadRequest) => {
    signal.throwIfAborted();
    const read = Promise.withResolvers<Extract<Answer, { state: 'ready' }>>();
    const end = () => read.reject(signal.reason);
    signal.addEventListener('abort', end);
    const stop = client.watch(request, (answer) => {
      if (answer.state === 'ready') read.resolve(answer);
    });
    try {
      return await read.promise;
    } finally {
      stop();
      signal.removeEventListener('abort', end);
    }
  };
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
