import type { OutboxEntry } from '../protocol/worker-api.ts';
import { saveJson } from './save-json.ts';

/** Hands the person their changes as a JSON file. */
export function exportChanges(changes: readonly OutboxEntry[]): void {
  saveJson('changes.json', changes);
}
