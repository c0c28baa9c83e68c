import type { JsonValue } from './record.ts';
import type { FieldKind } from './schema.ts';

/** What a field without a value is published as. */
export const EMPTY_VALUES: Readonly<Record<FieldKind, JsonValue>> = {
  text: '',
  number: null,
  checkbox: false,
  date: '',
  instant: '',
  richText: [],
  html: [],
  image: '',
  attachments: [],
  links: [],
};
