import { expect, it } from 'vitest';
import type { OutboxEntry } from '../../src/protocol/worker-api.ts';
import { isAllSentByEditor, sendUnsent, unsentByEditor } from '../../src/site/send-unsent.ts';

it('[promise P2] only what was not sent yet is sent before signing out', () => {
  const states = ['queued', 'sending', 'waiting', 'rejected', 'expired', 'awaiting'] as const;
  const changes = states.map((state): Pick<OutboxEntry, 'id' | 'state'> => ({ id: state, state }));
  const sent: string[] = [];
  const retry = (id: string) => {
    sent.push(id);
    return Promise.resolve({ ok: true as const, value: null });
  };
  sendUnsent({ retry }, changes);
  expect(sent).toEqual(['queued', 'waiting']);
});

it('[promise P1] an editor who signs out is asked of their own changes, also of one that is being sent', () => {
  const states = ['queued', 'sending', 'waiting', 'rejected', 'expired', 'awaiting'] as const;
  const changes = [true, false].flatMap((byEditor) => states.map((state) => ({ state, byEditor })));
  expect(unsentByEditor(changes)).toEqual([
    { state: 'queued', byEditor: true },
    { state: 'sending', byEditor: true },
    { state: 'waiting', byEditor: true },
  ]);
});

it('[promise P1] a list that has not caught up with what the status counts proves nothing', () => {
  const ofReader = { state: 'waiting', byEditor: false } as const;
  const ofEditor = { state: 'queued', byEditor: true } as const;
  expect(isAllSentByEditor(0, [])).toBe(true);
  expect(isAllSentByEditor(1, [])).toBe(false);
  expect(isAllSentByEditor(1, [ofReader])).toBe(true);
  expect(isAllSentByEditor(2, [ofReader])).toBe(false);
  expect(isAllSentByEditor(2, [ofReader, ofEditor])).toBe(false);
});
