/**
 * A view's new order with the records that are held: the view does not name them any more, so each stays behind the one
 * that stood before it.
 */
export function heldOrder(
  order: readonly string[],
  before: readonly string[],
  isHeld: (id: string) => boolean,
): readonly string[] {
  const named = new Set(order);
  const followers = new Map<string | undefined, string[]>();
  let leader: string | undefined;
  for (const id of before) {
    if (named.has(id)) leader = id;
    else if (isHeld(id)) followers.set(leader, [...(followers.get(leader) ?? []), id]);
  }
  if (followers.size === 0) return order;
  return [
    ...(followers.get(undefined) ?? []),
    ...order.flatMap((id) => [id, ...(followers.get(id) ?? [])]),
  ];
}
