import fc from 'fast-check';
import { problemOfTitle } from '../../src/site/todo-words.ts';
import { describe, expect, it } from 'vitest';
import { SyncError } from '../../src/protocol/failure.ts';
import {
  keepForDaysOf,
  todos,
  todosOf,
  type TodoChange,
  type TodoRow,
} from '../../src/site/todos.ts';

const NOW = Date.UTC(2026, 0, 1);
const DAY_MS = 24 * 60 * 60_000;
const idOf = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const add = (n: number, title = `Thing ${n}`): TodoChange => ({ type: 'add', id: idOf(n), title });
const after = (changes: readonly TodoChange[], from: readonly TodoRow[] = []) =>
  changes.reduce((rows, change) => todos.change(rows, change, NOW), from);
const shown = (rows: readonly TodoRow[]) =>
  todosOf(rows).map(({ title, isCompleted }) => `${isCompleted ? 'x' : '-'} ${title}`);
const codeOf = (work: () => unknown) => {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof SyncError ? error.code : error;
  }
};

describe('[B108] adding', () => {
  it('appends a trimmed, not completed to-do at the end, once for an id', () => {
    const rows = after([add(2), add(1, '  Buy oil  '), add(1, 'Buy oil')]);
    expect(shown(rows)).toEqual(['- Thing 2', '- Buy oil']);
    expect(rows.map(({ position }) => position)).toEqual([1, 2]);
  });

  it('refuses a blank title and one of more than 200 characters, with a sentence', () => {
    for (const title of ['', '   ', '\u200B', 'x'.repeat(201)]) {
      expect(problemOfTitle(title)).toMatch(/^Please say .*\.$/);
      expect(codeOf(() => after([add(1, title)]))).toBe('invalid-arguments');
    }
    expect(problemOfTitle(`  ${'x'.repeat(200)}  `)).toBe('');
  });

  it('refuses an id that is no UUID, and what no build knows', () => {
    for (const change of [{ type: 'add', id: '1', title: 'a' }, { type: 'paint' }, {}]) {
      expect(codeOf(() => todos.change([], change as TodoChange, NOW))).toBe('invalid-arguments');
    }
  });
});

it('[B109] completes, renames and removes one by its id, and leaves the list as it is for an unknown one', () => {
  const rows = after([add(1), add(2), { type: 'complete', id: idOf(2), isCompleted: true }]);
  expect(shown(rows)).toEqual(['- Thing 1', 'x Thing 2']);
  expect(todosOf(rows)[1]!.completedAt).toBe(NOW);
  const open = after([{ type: 'complete', id: idOf(2), isCompleted: false }], rows);
  expect(todosOf(open)[1]).not.toHaveProperty('completedAt');
  expect(shown(after([{ type: 'rename', id: idOf(1), title: ' Else ' }], rows))).toEqual([
    '- Else',
    'x Thing 2',
  ]);
  expect(shown(after([{ type: 'remove', id: idOf(1) }], rows))).toEqual(['x Thing 2']);
  const unknown: TodoChange[] = [
    { type: 'complete', id: idOf(9), isCompleted: true },
    { type: 'rename', id: idOf(9), title: 'Else' },
    { type: 'remove', id: idOf(9) },
  ];
  for (const change of unknown) expect(todos.change(rows, change, NOW)).toBe(rows);
});

it('[B116] completes all, opens all again, and clears exactly the completed ones', () => {
  const rows = after([
    add(1),
    add(2),
    add(3),
    { type: 'complete', id: idOf(2), isCompleted: true },
  ]);
  expect(shown(after([{ type: 'clear-completed' }], rows))).toEqual(['- Thing 1', '- Thing 3']);
  const all = after([{ type: 'complete-all', isCompleted: true }], rows);
  expect(shown(all)).toEqual(['x Thing 1', 'x Thing 2', 'x Thing 3']);
  expect(todosOf(all)[1]).toBe(todosOf(rows)[1]);
  expect(shown(after([{ type: 'complete-all', isCompleted: false }], all))).toEqual([
    '- Thing 1',
    '- Thing 2',
    '- Thing 3',
  ]);
});

describe('[B115] an age for completed ones', () => {
  const rows = after([
    add(1),
    { type: 'add', id: idOf(2), title: 'Done' },
    { type: 'complete', id: idOf(2), isCompleted: true },
  ]);

  it('is off until somebody says otherwise, and nothing is ever removed then', () => {
    expect(keepForDaysOf(rows)).toBeNull();
    expect(todos.tidy!(rows, NOW + 10_000 * DAY_MS)).toBe(rows);
  });

  it('removes what was completed longer ago, and never what is not completed', () => {
    const limited = after([{ type: 'keep-for', days: 7 }], rows);
    expect(keepForDaysOf(limited)).toBe(7);
    expect(todos.tidy!(limited, NOW + 7 * DAY_MS)).toBe(limited);
    expect(shown(todos.tidy!(limited, NOW + 7 * DAY_MS + 1))).toEqual(['- Thing 1']);
    expect(keepForDaysOf(after([{ type: 'keep-for', days: null }], limited))).toBeNull();
  });

  it('is a whole number of days', () => {
    for (const days of [0, -1, 1.5, Number.NaN, 1e9]) {
      expect(codeOf(() => after([{ type: 'keep-for', days }]))).toBe('invalid-arguments');
    }
  });
});

it('takes in a file: what is here stays as it is, the rest is appended in its order', () => {
  const rows = after([add(1, 'Mine')]);
  const file = [
    { id: idOf(1), title: 'Theirs', isCompleted: true },
    { id: idOf(3), title: 'Third', isCompleted: true, completedAt: 5 },
    { id: idOf(2), title: 'Second', isCompleted: false },
    { id: idOf(4), title: 'Fourth', isCompleted: true },
  ];
  const all = after([{ type: 'import', todos: file }], rows);
  expect(shown(all)).toEqual(['- Mine', 'x Third', '- Second', 'x Fourth']);
  expect(todosOf(all).map(({ completedAt }) => completedAt)).toEqual([
    undefined,
    5,
    undefined,
    NOW,
  ]);
  expect(after([{ type: 'import', todos: file }], all)).toBe(all);
  const bad = [...file, { id: idOf(5), title: '', isCompleted: false }];
  expect(codeOf(() => after([{ type: 'import', todos: bad }], rows))).toBe('invalid-arguments');
});

it('[K5] keeps fields that this build does not know', () => {
  const newer = [{ id: idOf(1), position: 1, title: 'a', isCompleted: false, colour: 'red' }];
  const rows = after(
    [
      { type: 'complete-all', isCompleted: true },
      { type: 'rename', id: idOf(1), title: 'b' },
      { type: 'complete-all', isCompleted: false },
    ],
    newer,
  );
  expect(rows).toEqual([{ ...newer[0], title: 'b' }]);
});

const anyId = fc.integer({ min: 1, max: 4 }).map(idOf);
const anyChange = fc.oneof(
  fc.record({ type: fc.constant('add' as const), id: anyId, title: fc.constantFrom('a', 'b ') }),
  fc.record({ type: fc.constant('complete' as const), id: anyId, isCompleted: fc.boolean() }),
  fc.record({ type: fc.constant('complete-all' as const), isCompleted: fc.boolean() }),
  fc.record({ type: fc.constant('rename' as const), id: anyId, title: fc.constantFrom('c', ' d') }),
  fc.record({ type: fc.constant('remove' as const), id: anyId }),
  fc.record({ type: fc.constant('clear-completed' as const) }),
  fc.record({ type: fc.constant('keep-for' as const), days: fc.constantFrom(null, 1, 30) }),
);

it('[K3] makes a change once, however often it is asked for it in a row (a worker may die under the question)', () => {
  fc.assert(
    fc.property(fc.array(anyChange, { maxLength: 12 }), anyChange, (before, change) => {
      const once = after([change], after(before));
      expect(after([change], once)).toBe(once);
      const positions = once.map(({ position }) => position);
      expect(new Set(positions).size).toBe(positions.length);
    }),
  );
});
