import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../src/model/canonical.ts';
import type { JsonValue } from '../../src/model/record.ts';

describe('canonicalJson', () => {
  test('[D1] sorts keys by UTF-16 code unit, at every depth', () => {
    expect(canonicalJson({ b: 1, a: { '\u20ac': 1, '\r': 2, '1': 3 }, B: 0 })).toBe(
      '{"B":0,"a":{"\\r":2,"1":3,"€":1},"b":1}',
    );
  });

  test('orders a surrogate pair before a character that follows it in code points (RFC 8785 §3.2.3)', () => {
    expect(canonicalJson({ '\ufb33': 1, '\u{1f600}': 2 })).toBe('{"\u{1f600}":2,"\ufb33":1}');
  });

  test('[D1] prints numbers as ECMAScript does, and −0 as 0', () => {
    expect(canonicalJson([-0, 1e21, 1e-7, 0.1 + 0.2, 100, 333333333.3333333])).toBe(
      '[0,1e+21,1e-7,0.30000000000000004,100,333333333.3333333]',
    );
  });

  test('keeps strings as they are: no Unicode folding', () => {
    expect(canonicalJson('e\u0301')).not.toBe(canonicalJson('\u00e9'));
  });

  test('refuses what JSON cannot say', () => {
    for (const value of [NaN, Infinity, undefined, () => 0, Symbol('x'), 1n]) {
      expect(() => canonicalJson(value as unknown as JsonValue)).toThrow(TypeError);
    }
  });

  test('refuses a lone surrogate in a value and in a key', () => {
    expect(() => canonicalJson('\ud800')).toThrow(/surrogate/);
    expect(() => canonicalJson({ '\udc00': 1 })).toThrow(/surrogate/);
  });

  test('[D1] says the same whatever the order in which keys were added, and parses back to the value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = safely(() => canonicalJson(value as JsonValue));
        if (text === undefined) return;
        expect(canonicalJson(reversed(value) as JsonValue)).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(text) as JsonValue)).toBe(text);
      }),
    );
  });
});

/** Generated strings may hold lone surrogates, which are refused. */
function safely(work: () => string): string | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toReversed();
  const turned: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [key, member] of entries) turned[key] = reversed(member);
  return turned;
}
