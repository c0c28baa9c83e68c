import type { OutboxEntry } from '../protocol/worker-api.ts';

/** Hands the person their changes as a JSON file, which the browser saves where it saves downloads. */
export function exportChanges(changes: readonly OutboxEntry[]): void {
  const file = new Blob([JSON.stringify(changes, undefined, 2)], { type: 'application/json' });
  const href = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = href;
  link.download = 'changes.json';
  link.click();
  // The download has begun with the click, and holds the file itself.
  setTimeout(() => URL.revokeObjectURL(href), 0);
}
