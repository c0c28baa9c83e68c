import { expect, test } from 'vitest';
import { writtenForm } from '../../../src/proxy/source/airtable/written-form.ts';

const file = { id: 'att1', url: 'https://files.test/a', filename: 'a.png', size: 3 };
const person = { id: 'usr1', email: 'a@b.test', name: 'A' };

test.each([
  ['a text', 'a', 'a'],
  ['a number', 0, 0],
  ['a checkbox', true, true],
  ['choices or links', ['recA', 'recB'], ['recA', 'recB']],
  ['a barcode', { text: '123', type: 'upce' }, { text: '123', type: 'upce' }],
  ['a file', [{ ...file, type: 'image/png', thumbnails: {} }], [file]],
  ['a person', person, { id: 'usr1' }],
  ['people', [person, { ...person, id: 'usr2' }], ['usr1', 'usr2']],
])('[W24] %s is kept in the form in which it is written', (_what, cell, form) => {
  expect(writtenForm(cell)).toEqual(form);
});

test.each([
  ['an error', { error: '#ERROR!' }],
  ['a special value', { specialValue: 'NaN' }],
  ['a button', { label: 'Open', url: null }],
  ['a text by a machine', { state: 'generated', value: 'a', isStale: false }],
  ['what a lookup found', [1, 2]],
  ['an error in a lookup', [{ error: '#ERROR!' }]],
  ['an empty one in a lookup', [null, 'a']],
])('[W24] %s is not kept, since nobody could write it', (_what, cell) => {
  expect(writtenForm(cell)).toBeUndefined();
});
