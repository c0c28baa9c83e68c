/** Recently asked-for values by name, as many as fit into a number of bytes; the longest unused go first. */
export interface HotObjects<Value extends { readonly bytes: Uint8Array }> {
  readonly get: (name: string) => Value | undefined;
  readonly set: (name: string, value: Value) => void;
  readonly delete: (name: string) => void;
}

/** Creates an empty one. */
export function createHotObjects<Value extends { readonly bytes: Uint8Array }>(
  maxBytes: number,
): HotObjects<Value> {
  // A Map keeps the order in which names were set: the first one is the longest unused.
  const valueByName = new Map<string, Value>();
  let total = 0;

  const remove = (name: string) => {
    const value = valueByName.get(name);
    if (!value) return;
    valueByName.delete(name);
    total -= value.bytes.byteLength;
  };

  return Object.freeze({
    get: (name: string) => {
      const value = valueByName.get(name);
      if (!value) return undefined;
      valueByName.delete(name);
      valueByName.set(name, value);
      return value;
    },
    set: (name: string, value: Value) => {
      remove(name);
      valueByName.set(name, value);
      total += value.bytes.byteLength;
      for (const oldest of valueByName.keys()) {
        if (total <= maxBytes) break;
        remove(oldest);
      }
    },
    delete: remove,
  });
}
