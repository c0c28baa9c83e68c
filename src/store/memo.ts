/** Values that are true of a tag (a hash), by name: one per name, so its size is bounded by the names in use. */
export type Memo = Map<string, { readonly tag: string; readonly value: unknown }>;

/** The remembered value, where it is of this tag. */
export function remembered<T>(memo: Memo, [name, tag]: readonly [name: string, tag: string]) {
  const kept = memo.get(name);
  return kept?.tag === tag ? (kept.value as T) : undefined;
}

/** The remembered value where it is of this tag, else the loaded one, which takes its place. Nothing is remembered of undefined. */
export async function remember<T>(
  memo: Memo,
  [name, tag]: readonly [name: string, tag: string],
  load: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const kept = remembered<T>(memo, [name, tag]);
  if (kept !== undefined) return kept;
  const value = await load();
  if (value !== undefined) memo.set(name, { tag, value });
  return value;
}
