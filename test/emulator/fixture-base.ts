import type { SeedBase, SeedField, SeedRecord } from '../../src/emulator/seed.ts';

export const BASE_ID = 'appFIXTUREbase001';
export const TOKEN = 'patFixture.token';

const field = (id: string, name: string, rest: Omit<SeedField, 'id' | 'name'>): SeedField => ({
  id: `fld${id.padEnd(14, '0')}`,
  name,
  ...rest,
});

export const recordId = (n: number): string => `recPerson${String(n).padStart(8, '0')}`;
export const PIXEL =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const person = (n: number): SeedRecord => ({
  id: recordId(n),
  createdTime: new Date(Date.UTC(2026, 0, 1, 0, 0, n)).toISOString(),
  fields: {
    name: `Person ${String(n)}`,
    age: n % 50,
    ...(n % 2 === 0 ? { active: true } : {}),
    ...(n % 3 === 0 ? { colour: 'red' } : {}),
  },
});

/** Two tables that link to each other, and one field of every type. */
export function fixtureBase(people = 12): SeedBase {
  return {
    id: BASE_ID,
    name: 'Fixture',
    tokens: [TOKEN],
    tables: [
      {
        id: 'tblPeople00000001',
        name: 'people',
        primaryFieldId: 'fldname0000000000',
        fields: [
          field('name', 'name', { type: 'singleLineText' }),
          field('notes', 'long notes', { type: 'multilineText' }),
          field('bio', 'bio', { type: 'richText' }),
          field('age', 'age', { type: 'number', options: { precision: 0 } }),
          field('number', 'number', { type: 'autoNumber' }),
          field('born', 'born', { type: 'date' }),
          field('seen', 'seen', { type: 'dateTime' }),
          field('active', 'active', { type: 'checkbox' }),
          field('colour', 'colour', {
            type: 'singleSelect',
            options: {
              choices: [
                { id: 'selRed00000000001', name: 'red', color: 'redLight2' },
                { id: 'selBlue0000000001', name: 'blue', color: 'blueLight2' },
              ],
            },
          }),
          field('tags', 'tags', {
            type: 'multipleSelects',
            options: { choices: [{ id: 'selOne00000000001', name: 'one' }] },
          }),
          field('photo', 'photo', { type: 'multipleAttachments' }),
          field('teams', 'teams', {
            type: 'multipleRecordLinks',
            options: {
              linkedTableId: 'tblTeams000000001',
              inverseLinkFieldId: 'fldmembers0000000',
            },
          }),
          field('site', 'site', { type: 'url' }),
          field('mail', 'mail', { type: 'email' }),
          field('key', 'key', { type: 'singleLineText' }),
        ],
        records: Array.from({ length: people }, (_, at) => person(at + 1)),
      },
      {
        id: 'tblTeams000000001',
        name: 'teams & ☕/50%',
        primaryFieldId: 'fldtitle000000000',
        fields: [
          field('title', 'title', { type: 'singleLineText' }),
          field('members', 'members', {
            type: 'multipleRecordLinks',
            options: {
              linkedTableId: 'tblPeople00000001',
              inverseLinkFieldId: 'fldteams000000000',
            },
          }),
        ],
        records: [
          {
            id: 'recTeam0000000001',
            createdTime: '2026-01-01T00:00:00.000Z',
            fields: { title: 'Core' },
          },
        ],
      },
    ],
  };
}
