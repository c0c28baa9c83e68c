import type { Commit } from './base-store.ts';
import type { StoredRow, StoredTable } from './tables.ts';
import { isSameCell } from './cell.ts';
import type { CellOutput } from './cell-output.ts';
import { isObject, isStringList, type JsonObject } from './json.ts';
import type { SeedField } from './seed.ts';

/** What one webhook wants to hear, read from its `specification`. */
export interface WebhookFilter {
  readonly hearsRecords: boolean;
  readonly hearsFields: boolean;
  readonly scope: string | undefined;
  readonly changeTypes: readonly string[] | undefined;
  readonly sources: readonly string[] | undefined;
  readonly watchedFieldIds: readonly string[] | undefined;
  readonly includedFieldIds: readonly string[] | 'all';
  readonly includesPrevious: boolean;
}

/** Reads a webhook's specification, or says with `undefined` that it is none. */
export function readFilter(specification: unknown): WebhookFilter | undefined {
  const options = isObject(specification) ? specification['options'] : undefined;
  const filters = isObject(options) ? options['filters'] : undefined;
  if (!isObject(options) || !isObject(filters)) return undefined;
  const dataTypes = filters['dataTypes'];
  if (!isStringList(dataTypes) || dataTypes.length === 0) return undefined;
  const includes = isObject(options['includes']) ? options['includes'] : {};
  const included = includes['includeCellValuesInFieldIds'];
  const scope = filters['recordChangeScope'];
  return {
    hearsRecords: dataTypes.includes('tableData'),
    hearsFields: dataTypes.includes('tableFields'),
    scope: typeof scope === 'string' ? scope : undefined,
    changeTypes: listOrAll(filters['changeTypes']),
    sources: listOrAll(filters['fromSources']),
    watchedFieldIds: listOrAll(filters['watchDataInFieldIds']),
    includedFieldIds: included === 'all' ? 'all' : (listOrAll(included) ?? []),
    includesPrevious: includes['includePreviousCellValues'] === true,
  };
}

/** A payload (format v0, keyed by field id) of what a webhook hears of a commit; `undefined` if nothing. */
export function payloadOf(
  commit: Commit,
  filter: WebhookFilter,
  output: CellOutput,
): JsonObject | undefined {
  if (filter.sources?.includes(commit.source) === false) return undefined;
  const changedTablesById: Record<string, unknown> = {};
  for (const [tableId, rowIds] of commit.touchedRowIds) {
    if (filter.scope !== undefined && !isInScope(filter.scope, commit.after.get(tableId))) continue;
    const change = tableChange(commit, { tableId, rowIds }, { filter, output });
    if (change !== undefined) changedTablesById[tableId] = change;
  }
  if (Object.keys(changedTablesById).length === 0) return undefined;
  return {
    timestamp: new Date(commit.atMs).toISOString(),
    baseTransactionNumber: commit.number,
    payloadFormat: 'v0',
    actionMetadata: { source: commit.source, sourceMetadata: { user: EMULATED_USER } },
    changedTablesById,
  };
}

/** A scope is a table, or a view, which here stands for its whole table. */
function isInScope(scope: string, table: StoredTable | undefined): boolean {
  return table?.id === scope || table?.views.some(({ id }) => id === scope) === true;
}

/** Who makes every change in the emulator: its address is reserved, so that no mail can ever reach anybody. */
export const EMULATED_USER = {
  id: 'usrEmulatedEditor',
  email: 'editor@sample.invalid',
  name: 'Sample editor',
  permissionLevel: 'create',
};

interface Tools {
  readonly filter: WebhookFilter;
  readonly output: CellOutput;
}

function tableChange(
  commit: Commit,
  touched: { readonly tableId: string; readonly rowIds: ReadonlySet<string> },
  tools: Tools,
): JsonObject | undefined {
  const before = commit.before.get(touched.tableId);
  const after = commit.after.get(touched.tableId);
  if (before === undefined || after === undefined) return undefined;
  const created: Record<string, unknown> = {};
  const changed: Record<string, unknown> = {};
  const destroyed: string[] = [];
  for (const id of touched.rowIds) {
    const [old, now] = [before.rows.get(id), after.rows.get(id)];
    if (old !== undefined && now !== undefined) {
      const change = rowChange([old, now], [before, after], { ...tools, commit });
      if (change !== undefined) changed[id] = change;
    } else if (now !== undefined) created[id] = rowCreation(now, after, { ...tools, commit });
    else if (old !== undefined) destroyed.push(id);
  }
  return heardParts(tools.filter, { created, changed, destroyed }, fieldChanges(before, after));
}

/** Which fields were made, changed in name, type or options, and removed. */
function fieldChanges(before: StoredTable, after: StoredTable): JsonObject {
  if (before.fields === after.fields) return {};
  const shown = ({ name, type }: SeedField): JsonObject => ({ name, type });
  const oldById = new Map(before.fields.map((field) => [field.id, field]));
  const keptIds = new Set(after.fields.map((field) => field.id));
  const made = after.fields.filter((field) => !oldById.has(field.id));
  const changed = after.fields.flatMap((field) => {
    const old = oldById.get(field.id);
    const isSame = old === undefined || JSON.stringify(old) === JSON.stringify(field);
    return isSame ? [] : [[field.id, { current: shown(field), previous: shown(old) }] as const];
  });
  return {
    createdFieldsById: Object.fromEntries(made.map((field) => [field.id, shown(field)])),
    changedFieldsById: Object.fromEntries(changed),
    destroyedFieldIds: [...oldById.keys()].filter((id) => !keptIds.has(id)),
  };
}

/** The parts of a table's change that a webhook hears, under the names they have in a payload. */
function heardParts(
  { changeTypes, hearsRecords, hearsFields }: WebhookFilter,
  change: { created: object; changed: object; destroyed: readonly string[] },
  fieldChange: JsonObject,
): JsonObject | undefined {
  const hears = (type: string): boolean => hearsRecords && changeTypes?.includes(type) !== false;
  const parts = Object.entries({
    createdRecordsById: hears('add') ? change.created : {},
    changedRecordsById: hears('update') ? change.changed : {},
    destroyedRecordIds: hears('remove') ? change.destroyed : [],
    ...(hearsFields ? fieldChange : {}),
  }).filter(([, part]) => Object.keys(part as object).length > 0);
  return parts.length === 0 ? undefined : Object.fromEntries(parts);
}

function rowCreation(
  row: StoredRow,
  table: StoredTable,
  { commit, output }: Tools & { readonly commit: Commit },
): JsonObject {
  const cellValuesByFieldId = valuesOf(row, [...row.cells.keys()], { table, commit, output });
  return { createdTime: row.createdTime, cellValuesByFieldId };
}

function rowChange(
  [old, now]: readonly [StoredRow, StoredRow],
  [before, after]: readonly [StoredTable, StoredTable],
  { commit, filter, output }: Tools & { readonly commit: Commit },
): JsonObject | undefined {
  const changedIds = after.fields
    .map((field) => field.id)
    .filter((id) => !isSameCell(old.cells.get(id), now.cells.get(id)))
    .filter((id) => filter.watchedFieldIds?.includes(id) !== false);
  if (changedIds.length === 0) return undefined;
  const included =
    filter.includedFieldIds === 'all'
      ? after.fields.map((field) => field.id)
      : filter.includedFieldIds;
  const unchangedIds = included.filter((id) => !changedIds.includes(id) && now.cells.has(id));
  const show = (row: StoredRow, ids: readonly string[], table: StoredTable): JsonObject => ({
    cellValuesByFieldId: valuesOf(row, ids, { table, commit, output }),
  });
  return {
    current: show(now, changedIds, after),
    ...(filter.includesPrevious ? { previous: show(old, changedIds, before) } : {}),
    ...(unchangedIds.length > 0 ? { unchanged: show(now, unchangedIds, after) } : {}),
  };
}

function valuesOf(
  row: StoredRow,
  fieldIds: readonly string[],
  { table, commit, output }: { table: StoredTable; commit: Commit; output: CellOutput },
): JsonObject {
  const values: Record<string, unknown> = {};
  for (const id of fieldIds) {
    const field = table.fields.find((candidate) => candidate.id === id);
    if (field !== undefined)
      values[id] = output.webhookCell(field, row.cells.get(id), commit.after);
  }
  return values;
}

function listOrAll(value: unknown): readonly string[] | undefined {
  return isStringList(value) ? value : undefined;
}
