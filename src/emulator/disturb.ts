import type { BaseStore } from './base-store.ts';
import type { StoredTable } from './tables.ts';
import type { Fault } from './faults.ts';
import type { TableEditor } from './table-editor.ts';

/**
 * Lets an editor change the table that a request lists, while it is being listed: a record more, a record less (the
 * one the next page begins with), or a field with another name or type, or none. Other requests change nothing.
 */
export function createDisturbance(
  store: BaseStore,
  edit: (idOrName: string) => TableEditor,
): (fault: Fault, target: string) => void {
  return (fault, target) => {
    const stored = store.findTable(decodeURIComponent(tableOf(target)));
    if (stored === undefined) return;
    const editor = edit(stored.id);
    if (fault.kind === 'record-added') addRecord(stored, editor);
    if (fault.kind === 'record-removed') removeRecord(stored, editor, target);
    if (fault.kind === 'schema-changed') changeField(stored, editor, fault);
  };
}

function tableOf(target: string): string {
  return /^\/v0\/[^/]+\/([^/?]+)/.exec(target)?.[1] ?? '';
}

function addRecord({ fields, primaryFieldId }: StoredTable, editor: TableEditor): void {
  const primary = fields.find(({ id }) => id === primaryFieldId);
  const isText = primary?.type === 'singleLineText' || primary?.type === 'multilineText';
  editor.insert(isText ? { [primaryFieldId]: 'Added between pages' } : {});
}

function removeRecord({ rows }: StoredTable, editor: TableEditor, target: string): void {
  const next = /rec[A-Za-z0-9]{14}$/.exec(target)?.[0] ?? '';
  const id = rows.has(next) ? next : [...rows.keys()].at(-1);
  if (id !== undefined) editor.remove(id);
}

function changeField(
  { fields, primaryFieldId }: StoredTable,
  editor: TableEditor,
  { field, change }: Fault,
): void {
  const found = fields.find(({ id, name }) =>
    field === undefined ? id !== primaryFieldId : id === field || name === field,
  );
  if (found === undefined) return;
  if (change === 'removed') editor.removeField(found.id);
  else editor.changeField(found.id, change ?? { name: `${found.name} (renamed)` });
}
