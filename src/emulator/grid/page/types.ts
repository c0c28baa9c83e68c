/** A field, as far as the grid looks at it. */
export interface Field {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly description?: string;
  readonly options?: {
    readonly choices?: readonly { readonly name: string; readonly color?: string }[];
    readonly linkedTableId?: string;
    readonly prefersSingleRecordLink?: boolean;
  };
}

/** A row. `fields` is by field id; the page changes a value in it as soon as a person has typed one. */
export interface Row {
  readonly id: string;
  readonly createdTime: string;
  readonly fields: Record<string, unknown>;
}

/** Something with an id and the name that people see. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

/** What goes wrong now, and every name that can be switched on. */
export interface FaultList {
  readonly faults: readonly { readonly name?: string; readonly kind: string }[];
  readonly named: readonly {
    readonly name: string;
    readonly says: string;
    readonly isOn: boolean;
  }[];
}

/** One attached file. `size` and `type` are not there until it has been fetched from the address that a program named. */
export interface Attachment {
  readonly id: string;
  readonly size?: number;
  readonly filename: string;
  readonly type?: string;
  readonly url: string;
}

/** A whole table. `names` has, for each table that is linked to, its rows. */
export interface Sheet extends Named {
  readonly primaryFieldId: string;
  readonly fields: readonly Field[];
  readonly records: readonly Row[];
  readonly names: Readonly<Record<string, readonly Named[]>>;
}

/** Where a value is typed; see `createEditor`. */
export interface Editor {
  readonly control: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
  /** What to write: null empties the cell, `undefined` says that nothing was changed. */
  readonly readChange: () => unknown;
  /** It wants more room than its cell has. */
  readonly isLong: boolean;
}

/** What editing one cell needs; see `openEditor`. */
export interface Edit {
  readonly cell: HTMLElement;
  readonly field: Field;
  readonly value: unknown;
  readonly sheet: Sheet;
  /** The key that opened the editor, which replaces what was there. */
  readonly typed: string | undefined;
  /** Told the new value, if there is one. */
  readonly save: (value: unknown) => void;
  /** Called once when the editor is gone: 1 goes to the next cell, −1 to the one before, 0 stays. */
  readonly leave: (by: 0 | 1 | -1) => void;
}

/** What a key does while a cell is selected. */
export type KeyMeaning =
  | { readonly kind: 'move'; readonly rows: number; readonly columns: number }
  | { readonly kind: 'next'; readonly by: 1 | -1 }
  | { readonly kind: 'edit'; readonly typed: string | undefined }
  | { readonly kind: 'clear' };

/** Which cell is selected. */
export interface Place {
  readonly rowId: string;
  readonly fieldId: string;
}
