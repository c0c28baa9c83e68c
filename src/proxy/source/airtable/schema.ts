import { asList, asObject, asText } from '../../../protocol/check.ts';

/** A field as Airtable describes it; `result` is what a formula, rollup or lookup gives. */
export interface FieldSchema {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly result: string | undefined;
}

/** A table as Airtable describes it, as far as it concerns us. */
export interface TableSchema {
  readonly id: string;
  readonly name: string;
  readonly fields: readonly FieldSchema[];
  readonly views: readonly { readonly id: string; readonly name: string }[];
}

/** Checks the metadata endpoint's answer. Types it does not know yet are types too. */
export function decodeSchema(answer: unknown): readonly TableSchema[] {
  const about = 'schema';
  return asList(asObject(answer, about)['tables'], about).map((member) => {
    const table = asObject(member, about);
    return {
      ...named(table, about),
      fields: asList(table['fields'] ?? [], about).map(decodeField),
      views: asList(table['views'] ?? [], about).map((view) => named(asObject(view, about), about)),
    };
  });
}

function decodeField(member: unknown): FieldSchema {
  const field = asObject(member, 'schema field');
  const options = field['options'];
  const result =
    typeof options === 'object' ? (options as { result?: unknown } | null)?.result : null;
  const type = typeof result === 'object' ? (result as { type?: unknown } | null)?.type : undefined;
  return {
    ...named(field, 'schema field'),
    type: asText(field['type'], 'schema field.type'),
    result: typeof type === 'string' ? type : undefined,
  };
}

function named(value: Readonly<Record<string, unknown>>, about: string) {
  return { id: asText(value['id'], `${about}.id`), name: asText(value['name'], `${about}.name`) };
}
