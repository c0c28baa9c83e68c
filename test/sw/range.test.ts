import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readRange, sliceResponse } from '../../sw/range.ts';

const body = '0123456789';

describe('[fault S7] a Range of a stored answer', () => {
  test.each([
    ['bytes=0-0', 206, '0', 'bytes 0-0/10'],
    ['bytes=0-', 206, body, 'bytes 0-9/10'],
    ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
    ['bytes=9-9', 206, '9', 'bytes 9-9/10'],
    ['bytes=8-99', 206, '89', 'bytes 8-9/10'],
    ['bytes=-3', 206, '789', 'bytes 7-9/10'],
    ['bytes=-99', 206, body, 'bytes 0-9/10'],
    ['Bytes = 1 - 2', 206, '12', 'bytes 1-2/10'],
    ['bytes=10-', 416, '', 'bytes */10'],
    ['bytes=10-20', 416, '', 'bytes */10'],
    ['bytes=-0', 416, '', 'bytes */10'],
    ['bytes=4-2', 200, body, null],
    ['bytes=-', 200, body, null],
    ['bytes=', 200, body, null],
    ['bytes=0-1,4-5', 200, body, null],
    ['bytes=a-b', 200, body, null],
    ['pages=1-2', 200, body, null],
    ['', 200, body, null],
  ] as const)('[S5] %j is answered with %i and %j', async (...row) => {
    const [header, status, text, contentRange] = row;
    const full = new Response(body, { headers: { 'content-type': 'image/png', etag: '"x"' } });
    const sliced = await sliceResponse(header, full);
    expect(sliced.status).toBe(status);
    expect(sliced.headers.get('content-range')).toBe(contentRange);
    expect(sliced.headers.get('content-type')).toBe('image/png');
    expect(sliced.headers.get('etag')).toBe('"x"');
    if (status !== 200) expect(sliced.headers.get('content-length')).toBe(String(text.length));
    expect(await sliced.text()).toBe(text);
  });

  test('of an empty body cannot be satisfied', () => {
    expect(readRange('bytes=0-', 0)).toBe('unsatisfiable');
    expect(readRange('bytes=-1', 0)).toBe('unsatisfiable');
  });

  test('forgets the encoding under which the stored body came', async () => {
    const headers = { 'content-encoding': 'gzip', 'content-length': '4' };
    const sliced = await sliceResponse('bytes=0-2', new Response(body, { headers }));
    expect(sliced.headers.get('content-encoding')).toBeNull();
    expect(sliced.headers.get('content-length')).toBe('3');
  });

  test('leaves an answer that is not whole as it is', async () => {
    const missing = new Response('gone', { status: 404 });
    expect(await sliceResponse('bytes=0-1', missing)).toBe(missing);
  });

  test('[S5] is what slicing the bytes would give, for every range', () => {
    const size = fc.integer({ min: 1, max: 50 });
    fc.assert(
      fc.property(size, fc.nat(60), fc.nat(60), (length, first, last) => {
        const bytes = [...Array(length).keys()];
        const range = readRange(`bytes=${first}-${last}`, length);
        const expected = bytes.slice(first, last + 1);
        if (last < first) expect(range).toBe('whole');
        else if (expected.length === 0) expect(range).toBe('unsatisfiable');
        else expect(range).toEqual({ first: expected[0], last: expected.at(-1) });
      }),
    );
  });
});
