import { problemOfTitle } from './todo-words.ts';
import type { ImportedTodo, Todo } from './todos.ts';

/** What a list is saved as: a small JSON file that a person can read. */
export function todoFile(todos: readonly Todo[], at: Date): object {
  return {
    format: 'offprint-todos',
    version: 1,
    savedAt: at.toISOString(),
    todos: todos.map(({ id, title, isCompleted, completedAt }) => ({
      id,
      title,
      isCompleted,
      ...(completedAt === undefined ? {} : { completedAt }),
    })),
  };
}

/**
 * The to-dos in a file: one that was saved here, or a plain list of `{ title, completed }` as TodoMVC's own examples keep
 * it. One without a usable id gets a new one. Undefined for any other file, and for one with a title that is none.
 */
export function readTodoFile(
  text: string,
  newId: () => string,
): readonly ImportedTodo[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // No JSON at all: the same as any other file that has no to-dos.
    return undefined;
  }
  const list = Array.isArray(value) ? value : isObject(value) ? value['todos'] : undefined;
  if (!Array.isArray(list)) return undefined;
  const todos = list.map((entry: unknown) => todoIn(entry, newId));
  return todos.every((todo) => todo !== undefined) ? todos : undefined;
}

function todoIn(entry: unknown, newId: () => string): ImportedTodo | undefined {
  if (!isObject(entry) || typeof entry['title'] !== 'string') return undefined;
  const { id, title, completedAt } = entry;
  if (problemOfTitle(title)) return undefined;
  const isCompleted = entry['isCompleted'] === true || entry['completed'] === true;
  return {
    id: typeof id === 'string' && UUID.test(id) ? id : newId(),
    title,
    isCompleted,
    ...(isCompleted && typeof completedAt === 'number' ? { completedAt } : {}),
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
