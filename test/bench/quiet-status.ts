/** A source that has nothing to tell. */
export function quietStatus() {
  return {
    kind: 'bench',
    plan: 'none',
    calls: 0,
    month: { name: '2026-02', endsAt: 0, limit: undefined, used: 0, left: undefined },
    isNotified: undefined,
    intervalMs: 0,
    waiting: '',
    alarm: '',
    mode: 'none',
    cursorError: '',
    tables: [],
  };
}
