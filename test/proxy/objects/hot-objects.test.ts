import { describe, expect, test } from 'vitest';
import { createHotObjects } from '../../../src/proxy/objects/hot-objects.ts';

const value = (size: number) => ({ bytes: new Uint8Array(size) });

describe('createHotObjects', () => {
  test('lets go first what was not asked for longest', () => {
    const hot = createHotObjects(10);
    hot.set('a', value(4));
    hot.set('b', value(4));
    expect(hot.get('a')).toBeDefined();
    hot.set('c', value(4));
    expect(['a', 'b', 'c'].filter((name) => hot.get(name))).toEqual(['a', 'c']);
  });

  test('counts a value that is set twice once, and keeps none that is too large by itself', () => {
    const hot = createHotObjects(10);
    hot.set('a', value(6));
    hot.set('a', value(6));
    hot.set('b', value(4));
    expect(hot.get('a')).toBeDefined();
    hot.set('huge', value(11));
    expect(hot.get('huge')).toBeUndefined();
  });

  test('forgets what is removed', () => {
    const hot = createHotObjects(10);
    hot.set('a', value(6));
    hot.delete('a');
    hot.delete('a');
    expect(hot.get('a')).toBeUndefined();
    hot.set('b', value(10));
    expect(hot.get('b')).toBeDefined();
  });
});
