/** A browser's caches in memory, as far as this project uses them: one entry per address, in the order of writing. */
export function createFakeCaches({ maxBytes = Infinity } = {}): CacheStorage {
  const caches = new Map<string, Cache>();
  const storage = {
    open: (name: string) => {
      const cache = caches.get(name) ?? createFakeCache(maxBytes);
      caches.set(name, cache);
      return Promise.resolve(cache);
    },
    match: (address: string, { cacheName }: { cacheName: string }) =>
      caches.get(cacheName)?.match(address) ?? Promise.resolve(),
    delete: (name: string) => Promise.resolve(caches.delete(name)),
  };
  return storage as unknown as CacheStorage;
}

function createFakeCache(maxBytes: number): Cache {
  const kept = new Map<string, { readonly bytes: ArrayBuffer; readonly headers: Headers }>();
  const answer = ({ bytes, headers }: { bytes: ArrayBuffer; headers: Headers }) =>
    new Response(bytes, { headers });
  const cache = {
    keys: () => Promise.resolve([...kept.keys()].map((url) => ({ url }))),
    matchAll: () => Promise.resolve([...kept.values()].map(answer)),
    match: (address: string) => {
      const found = kept.get(address);
      return Promise.resolve(found && answer(found));
    },
    put: async (address: string, response: Response) => {
      if (response.headers.get('vary') === '*') throw new TypeError('Vary header contains *');
      const bytes = await response.arrayBuffer();
      const others = [...kept].filter(([url]) => url !== address);
      const total = others.reduce((sum, [, file]) => sum + file.bytes.byteLength, bytes.byteLength);
      if (total > maxBytes) throw new DOMException('full', 'QuotaExceededError');
      kept.delete(address);
      kept.set(address, { bytes, headers: response.headers });
    },
    delete: (address: string) => Promise.resolve(kept.delete(address)),
  };
  return cache as unknown as Cache;
}
