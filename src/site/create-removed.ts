import { createEffect, createSignal, type Accessor } from 'solid-js';

/** A product that is gone, with what it takes to bring it back. */
export interface Removed {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** It was deleted here, and the focus goes on to its way back. */
  readonly takesFocus: boolean;
}

/**
 * What this tab has deleted, and what somebody else has deleted while it was being edited here: both can be brought back,
 * newest last. A reload does not forget them; the oldest of more than fifty leave.
 */
export interface RemovedList {
  readonly all: Accessor<readonly Removed[]>;
  add(one: Removed): void;
}

/** Remembers what was removed until it is there again; `present` are the ids that are there, undefined where nobody knows yet. */
export function createRemoved(present: Accessor<readonly string[] | undefined>): RemovedList {
  const [kept, setKept] = createSignal(read());
  const [gone, setGone] = createSignal<ReadonlySet<string>>(new Set());
  const put = (next: readonly Removed[]) => {
    setKept(next);
    try {
      sessionStorage.setItem(KEY, JSON.stringify(next));
    } catch {
      // Full or forbidden: it can be undone until the page is left.
    }
  };
  createEffect(() => {
    const ids = present();
    if (!ids) return;
    const here = new Set(ids);
    const isBack = ({ id }: Removed) => here.has(id) && gone().has(id);
    if (kept().some(isBack)) put(kept().filter((one) => !isBack(one)));
    setGone((before) => {
      const seen = kept().filter(({ id }) => !here.has(id) && !before.has(id));
      return seen.length === 0 ? before : new Set([...before, ...seen.map(({ id }) => id)]);
    });
  });
  return Object.freeze({
    all: kept,
    add: (one: Removed) => put([...kept().filter(({ id }) => id !== one.id), one].slice(-MAX_KEPT)),
  });
}

const KEY = `offprint:${import.meta.env.BASE_URL}:removed`;
const MAX_KEPT = 50;

function read(): readonly Removed[] {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '[]');
    return Array.isArray(value) ? value.filter(isRemoved) : [];
  } catch {
    // Unreadable or forbidden: nothing was deleted, then.
    return [];
  }
}

function isRemoved(value: unknown): value is Removed {
  if (typeof value !== 'object' || value === null) return false;
  const { id, name, description, takesFocus } = value as Partial<Record<keyof Removed, unknown>>;
  const isText = [id, name, description].every((text) => typeof text === 'string');
  return isText && typeof takesFocus === 'boolean';
}
