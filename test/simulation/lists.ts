import type { FailureCode, Outcome } from '../../src/protocol/failure.ts';
import type { LocalRows } from '../../src/protocol/local.ts';
import type { Todo, TodoChange, TodoRow } from '../../src/site/todos.ts';
import { todosOf } from '../../src/site/todos.ts';
import type { Oracle } from './oracle.ts';
import { isAtHand, withTab, type Step } from './steps.ts';

/** Something that somebody did to a device's own list. */
export interface ListIntent {
  readonly device: string;
  readonly change: Extract<TodoChange, { readonly type: 'add' | 'complete' | 'remove' }>;
  /** 'asked': nobody has answered, and perhaps nobody ever will. */
  state: 'asked' | 'kept' | 'refused';
  /** How often it reached a worker: one that died may have kept it. */
  asked: number;
}

/** The lists of all devices, which never leave them: what is kept stays, once, and in every tab (P1, P2, P6). */
export interface Lists {
  readonly intents: readonly ListIntent[];
  readonly ask: (intent: Pick<ListIntent, 'device' | 'change'>) => ListIntent;
  readonly answered: (intent: ListIntent, outcome: Outcome<LocalRows>) => void;
  /** At rest, what a tab shows. */
  readonly judge: (who: string, device: string, shown: LocalRows | undefined) => void;
}

/** Lists in which nothing is yet. */
export function createLists(oracle: Oracle): Lists {
  const intents: ListIntent[] = [];
  const of = (device: string, type: ListIntent['change']['type'], id: string) =>
    intents.filter((one) => one.device === device && isOf(one, type) && one.change.id === id);

  function judgeFound(who: string, add: ListIntent, { id, isCompleted }: Todo): void {
    const isGone = of(add.device, 'remove', id).some(isKept);
    if (isGone || add.state === 'refused')
      oracle.accuse('P2', `${who} has ${id}, which was ${isGone ? 'removed' : 'refused'}`);
    if (!isCompleted && of(add.device, 'complete', id).some(isKept))
      oracle.accuse('P1', `${who} has ${id} undone, though its completion was kept`);
  }

  function judgeMissing(who: string, add: ListIntent): void {
    const { id } = add.change;
    const mayBeGone = of(add.device, 'remove', id).some(({ state }) => state !== 'refused');
    if (isKept(add) && !mayBeGone) oracle.accuse('P1', `${who} lacks ${id}, which was kept`);
  }

  return {
    intents,
    ask(asked) {
      const intent: ListIntent = { ...asked, state: 'asked', asked: 0 };
      intents.push(intent);
      return intent;
    },
    answered(intent, outcome) {
      const { type, id } = intent.change;
      if (outcome.ok) {
        intent.state = 'kept';
        const isThere = todosIn(outcome.value).some((todo) => todo.id === id);
        const isGone = of(intent.device, 'remove', id).length > 0;
        if (type === 'remove' ? isThere : !isThere && !isGone)
          oracle.accuse('P5', `${type} ${id} is answered without its effect`);
        // Whoever was not answered does not know what became of it.
      } else if (intent.asked === 1 && !UNKNOWN.has(outcome.error.code)) intent.state = 'refused';
    },
    judge(who, device, shown) {
      const todos = shown ? todosIn(shown) : [];
      for (const add of intents.filter((one) => one.device === device && isOf(one, 'add'))) {
        const { id } = add.change;
        const found = todos.filter((todo) => todo.id === id);
        if (found.length > 1) oracle.accuse('P2', `${who} has ${id} ${found.length} times`);
        if (found[0]) judgeFound(who, add, found[0]);
        else judgeMissing(who, add);
      }
    },
  };
}

const UNKNOWN: ReadonlySet<FailureCode> = new Set(['worker-gone', 'timeout']);

/** What people do to their lists. */
export const LIST_STEPS: readonly Step[] = [
  {
    name: 'somebody writes a list',
    weight: 12,
    run: (world) =>
      withTab(world, ({ device }, tab) => {
        if (!isAtHand(tab)) return `${tab.id} is not at hand`;
        const { lists, random } = world;
        const kept = lists.intents.filter(
          (one) => one.device === device.name && isOf(one, 'add') && one.state === 'kept',
        );
        const old = random.pick([undefined, ...kept.slice(-8)]);
        const id = old?.change.id ?? uuidOf(lists.intents.length + 1);
        const change: ListIntent['change'] = old
          ? random.chance(0.5)
            ? { type: 'remove', id }
            : { type: 'complete', id, isCompleted: true }
          : { type: 'add', id, title: 'Something to do' };
        tab.changeList!(lists.ask({ device: device.name, change }));
        return `${tab.id} ${change.type} ${id}`;
      }),
  },
];

function isKept({ state }: ListIntent): boolean {
  return state === 'kept';
}

function isOf(intent: ListIntent, type: ListIntent['change']['type']): boolean {
  return intent.change.type === type;
}

function todosIn({ rows }: LocalRows) {
  return todosOf(rows as readonly TodoRow[]);
}

function uuidOf(n: number): string {
  return `00000000-0000-0000-0000-${String(n).padStart(12, '0')}`;
}
