import { statisticsHistory } from './statistics-history.ts';
import { todos } from './todos.ts';

/** Everything that is only on this device. */
export const locals = [todos, statisticsHistory] as const;
