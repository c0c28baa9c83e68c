import type { JSX } from 'solid-js';
import { loadStyles } from '../load-styles.ts';
import { TodoPage, todoStyles } from './TodoPage.tsx';

/** The private list, once its styles are in force. */
export async function openTodoPage(): Promise<() => JSX.Element> {
  await loadStyles(todoStyles);
  return TodoPage;
}
