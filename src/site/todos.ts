import type { LocalCollection, LocalRow } from '../model/local.ts';
import { SyncError } from '../protocol/failure.ts';
import { typedText } from './plain/typed-text.ts';

/** Something to do. */
export interface Todo extends LocalRow {
  readonly title: string;
  readonly isCompleted: boolean;
  /** When it was completed, in milliseconds; on completed ones only. */
  readonly completedAt?: number;
}

/** What a person may do to the list. Each says what shall be, so that asking twice does no harm. */
export type TodoChange =
  | { readonly type: 'add'; readonly id: string; readonly title: string }
  | { readonly type: 'complete'; readonly id: string; readonly isCompleted: boolean }
  | { readonly type: 'complete-all'; readonly isCompleted: boolean }
  | { readonly type: 'rename'; readonly id: string; readonly title: string }
  | { readonly type: 'remove'; readonly id: string }
  | { readonly type: 'clear-completed' }
  /** Completed ones are removed after so many days; never, with null. */
  | { readonly type: 'keep-for'; readonly days: number | null }
  /** Adds those whose id is not here. */
  | { readonly type: 'import'; readonly todos: readonly ImportedTodo[] };

/** A to-do of a file. */
export type ImportedTodo = Omit<Todo, 'position'>;

/** The list, and beside the to-dos one row of settings. */
export type TodoRow = Todo | TodoSettings;

interface TodoSettings extends LocalRow {
  readonly id: typeof SETTINGS;
  readonly keepForDays: number | null;
}

/** The private list: it never leaves the device. */
export const todos: LocalCollection<TodoRow, TodoChange> = Object.freeze({
  name: 'todos',
  change(rows: readonly TodoRow[], change: TodoChange, now: number): readonly TodoRow[] {
    switch (change.type) {
      case 'add':
        return addAll(rows, [newTodo(change)]);
      case 'complete':
        return mapTodos(rows, (todo) =>
          todo.id === change.id ? completed(todo, change.isCompleted, now) : todo,
        );
      case 'complete-all':
        return mapTodos(rows, (todo) => completed(todo, change.isCompleted, now));
      case 'rename': {
        const title = titleIn(change.title);
        return mapTodos(rows, (todo) =>
          todo.id === change.id && todo.title !== title ? { ...todo, title } : todo,
        );
      }
      case 'remove':
        return keepTodos(rows, ({ id }) => id !== change.id);
      case 'clear-completed':
        return keepTodos(rows, ({ isCompleted }) => !isCompleted);
      case 'keep-for':
        return keepFor(rows, change.days);
      case 'import':
        return addAll(
          rows,
          change.todos.map((todo) => importedTodo(todo, now)),
        );
      default:
        throw new SyncError('invalid-arguments', 'This build does not know this change.');
    }
  },
  tidy(rows: readonly TodoRow[], now: number): readonly TodoRow[] {
    const days = keepForDaysOf(rows);
    if (days === null) return rows;
    const isOld = ({ isCompleted, completedAt = now }: Todo) =>
      isCompleted && now - completedAt > days * DAY_MS;
    return keepTodos(rows, (todo) => !isOld(todo));
  },
});

/** The to-dos among the rows, in their order. */
export function todosOf(rows: readonly TodoRow[]): readonly Todo[] {
  return rows.filter(isTodo);
}

/** After how many days completed ones are removed; null for never, which it is until somebody says so. */
export function keepForDaysOf(rows: readonly TodoRow[]): number | null {
  return rows.find(isSettings)?.keepForDays ?? null;
}

/** The most characters of a title, spaces around it apart. */
export const MAX_TITLE = 200;

/** More than anybody does; a list of this length still opens in a moment. */
export const MAX_TODOS = 5000;
const SETTINGS = 'settings';
const DAY_MS = 24 * 60 * 60_000;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

function isTodo(row: TodoRow): row is Todo {
  return row.id !== SETTINGS;
}

function isSettings(row: TodoRow): row is TodoSettings {
  return !isTodo(row);
}

function mapTodos(rows: readonly TodoRow[], map: (todo: Todo) => Todo): readonly TodoRow[] {
  const next = rows.map((row) => (isTodo(row) ? map(row) : row));
  return next.every((row, i) => row === rows[i]) ? rows : next;
}

function keepTodos(rows: readonly TodoRow[], isKept: (todo: Todo) => boolean): readonly TodoRow[] {
  const next = rows.filter((row) => !isTodo(row) || isKept(row));
  return next.length === rows.length ? rows : next;
}

function addAll(rows: readonly TodoRow[], added: readonly ImportedTodo[]): readonly TodoRow[] {
  const ids = new Set(rows.map(({ id }) => id));
  let last = Math.max(0, ...rows.map(({ position }) => position));
  const next: TodoRow[] = [...rows];
  for (const todo of added) {
    if (ids.has(todo.id)) continue;
    ids.add(todo.id);
    next.push({ ...todo, position: ++last });
  }
  if (next.length > MAX_TODOS) {
    throw new SyncError('too-large', `A list has ${MAX_TODOS} things at most.`);
  }
  return next.length === rows.length ? rows : next;
}

function keepFor(rows: readonly TodoRow[], days: number | null): readonly TodoRow[] {
  if (days !== null && !(Number.isInteger(days) && days >= 1 && days <= 3650)) {
    throw new SyncError('invalid-arguments', 'The age is a number of days, from 1 to 3,650.');
  }
  if (keepForDaysOf(rows) === days) return rows;
  return [...rows.filter(isTodo), { id: SETTINGS, position: 0, keepForDays: days }];
}

function completed(todo: Todo, isCompleted: boolean, now: number): Todo {
  if (todo.isCompleted === isCompleted) return todo;
  const { completedAt: _before, ...rest } = todo;
  return isCompleted ? { ...rest, isCompleted, completedAt: now } : { ...rest, isCompleted: false };
}

function newTodo({ id, title }: { readonly id: string; readonly title: string }): ImportedTodo {
  if (typeof id !== 'string' || !UUID.test(id)) {
    throw new SyncError('invalid-arguments', 'A to-do needs an id of its own.');
  }
  return { id: id.toLowerCase(), title: titleIn(title), isCompleted: false };
}

function importedTodo(
  { id, title, isCompleted, completedAt }: ImportedTodo,
  now: number,
): ImportedTodo {
  const todo = newTodo({ id, title });
  if (isCompleted !== true) return todo;
  const isTime = typeof completedAt === 'number' && Number.isFinite(completedAt);
  return { ...todo, isCompleted, completedAt: isTime ? completedAt : now };
}

function titleIn(title: string): string {
  const trimmed = typeof title === 'string' ? typedText(title) : '';
  if (trimmed && trimmed.length <= MAX_TITLE) return trimmed;
  throw new SyncError('invalid-arguments', `A title has 1 to ${MAX_TITLE} characters.`);
}
