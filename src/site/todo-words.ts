import type { Failure } from '../protocol/failure.ts';
import { grouped } from './dates.ts';
import { failureWords } from './detail-words.ts';
import { typedText } from './plain/typed-text.ts';
import { MAX_TITLE, MAX_TODOS } from './todos.ts';

/** Every sentence of the private list. */
export const todoWords = {
  lead: 'A list of your own. It is kept on this device, is the same in every tab, and is sent to nobody.',
  placeholder: 'What needs to be done?',
  newTodo: 'New to-do',
  toggleAll: 'Mark all as complete',
  list: 'To-dos',
  filters: 'Which to-dos are shown',
  all: 'All',
  active: 'Active',
  completed: 'Completed',
  clearCompleted: 'Clear completed',
  edit: 'Edit',
  save: 'New words for it',
  remove: 'Delete',
  noneActive: 'Nothing is left to do.',
  noneCompleted: 'Nothing is done yet.',
  leadNotKept: 'A list of your own. It is sent to nobody.',
  notKept:
    'This browser refuses to keep anything, so the list is lost when its last tab is closed.',
  notKeptHere:
    'This browser refuses to keep anything, so the list is in this tab alone, and is lost when it is closed or loaded anew.',
  lost: 'The one that you were editing was deleted in another tab. You had typed:',
  addAgain: 'Add it again',
  discard: 'Discard',
  error: 'The list cannot be read just now. It is tried again now and then, by itself.',
  keeping: 'Keeping',
  keepFor: 'Remove completed ones',
  keepForEver: 'Never',
  exportAll: 'Save as a file',
  importFile: 'Add from a file',
  noTodoFile: 'This is no file of to-dos. Nothing was changed.',
  tooLarge: 'This file is too large for a list. Nothing was changed.',
  unreadable: 'This file cannot be read. Nothing was changed.',
} as const;

/** After how many days completed ones may be removed, each in words. */
export const KEEP_CHOICES: readonly (readonly [days: number, words: string])[] = [
  [1, 'After a day'],
  [7, 'After a week'],
  [30, 'After 30 days'],
  [365, 'After a year'],
];

/** What is wrong with a title, or ''. */
export function problemOfTitle(title: string): string {
  const { length } = typedText(title);
  if (length === 0) return 'Please say what is to be done.';
  return length > MAX_TITLE ? `Please say it in ${MAX_TITLE} characters or fewer.` : '';
}

/** Why the list is as it was. */
export function whyNotChanged({ code }: Pick<Failure, 'code'>): string {
  return code === 'too-large'
    ? `A list has ${grouped(MAX_TODOS)} to-dos at most. Nothing was changed.`
    : failureWords[code];
}

/** Why this title is not in the list, where something else is typed in its field by now. */
export function notAdded(title: string, why: string): string {
  return `‘${title}’ was not added. ${why}`;
}

/** '1 item left', '3 items left'. */
export function itemsLeft(count: number): string {
  return count === 1 ? '1 item left' : `${grouped(count)} items left`;
}

/** What is said after a file was taken in. */
export function importedOf(added: number, known: number): string {
  const news = added === 1 ? '1 was added' : `${grouped(added)} were added`;
  return known === 0 ? `${news}.` : `${news}, ${grouped(known)} of the file are here already.`;
}
