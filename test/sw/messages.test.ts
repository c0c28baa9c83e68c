import { describe, expect, test } from 'vitest';
import { decodeBuildAnswer, decodeServiceWorkerRequest } from '../../src/protocol/sw-messages.ts';

describe('what a page says to a service worker', () => {
  test.each(['apply-update', 'which-build'])(
    'is understood as %s, whatever else it carries',
    (type) => {
      expect(decodeServiceWorkerRequest({ type, later: 1 })).toEqual({ type });
    },
  );

  test.each([undefined, null, 'apply-update', 7, [], {}, { type: 'skip' }, { type: 1 }])(
    'is ignored where it is %j',
    (message) => {
      expect(decodeServiceWorkerRequest(message)).toBeUndefined();
    },
  );

  test('is answered with a build, or with nothing that counts', () => {
    expect(decodeBuildAnswer({ type: 'build', id: 'abc' })).toBe('abc');
    for (const other of [
      undefined,
      {},
      { type: 'build' },
      { type: 'build', id: 4 },
      { id: 'abc' },
    ]) {
      expect(decodeBuildAnswer(other)).toBeUndefined();
    }
  });
});
