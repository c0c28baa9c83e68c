/** A bare SharedWorker: echoes, polls, and writes one record and tells the tabs. No engine of ours is in it. */
interface FloorRequest {
  readonly kind: 'echo' | 'poll' | 'change';
  readonly address?: string;
  readonly record?: { readonly id: string };
}

const channel = new BroadcastChannel('floor');
let etag = '';

globalThis.addEventListener('connect', (event) => {
  const port = (event as MessageEvent).ports[0]!;
  port.onmessage = ({ data }: MessageEvent<FloorRequest>) => void answer(port, data);
});

async function answer(port: MessagePort, { kind, address, record }: FloorRequest): Promise<void> {
  if (kind === 'poll') {
    const response = await fetch(address!, {
      cache: 'no-store',
      headers: etag ? { 'if-none-match': etag } : {},
    });
    await response.arrayBuffer();
    etag = response.headers.get('etag') ?? etag;
  }
  if (kind === 'change') {
    await put(record!);
    channel.postMessage(record!.id);
  }
  port.postMessage('done');
}

function put(record: object): Promise<void> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('floor-put', 1);
    opening.onerror = () => reject(opening.error!);
    opening.onsuccess = () => {
      const transaction = opening.result.transaction('rows', 'readwrite');
      transaction.objectStore('rows').put(record);
      transaction.oncomplete = () => {
        opening.result.close();
        resolve();
      };
    };
  });
}
