import { describe, expect, it } from '@jest/globals';
import { pathOf, sizeFor, tileAt } from './tile-path.js';

describe('a path', () => {
  it.each([
    ['0/000', { level: 0, index: 0, width: 256 }],
    ['0/000.p/1', { level: 0, index: 0, width: 1 }],
    ['1/x001/x234/067.p/255', { level: 1, index: 1_234_067, width: 255 }],
    ['entries/x001/234', { level: 'entries', index: 1234, width: 256 }],
  ] as const)('%s names a tile', (path, tile) => {
    expect(tileAt(path)).toEqual(tile);
    expect(pathOf(tile)).toBe(path);
  });

  it.each([
    '',
    '0',
    '0/0',
    '0/0000',
    '00/000',
    '0/001/234',
    '0/x000/001',
    '0/x001/x234',
    '0/000.p/0',
    '0/000.p/256',
    '0/000.p/01',
    '0/000.p/',
    '7/000',
    '-1/000',
    '0/000/',
    '0/x999/x999/x999/x999/x999/x999/999',
    'Entries/000',
    'entries/../000',
  ])('%j names none', (path) => {
    expect(tileAt(path)).toBeUndefined();
  });

  it('is there from some size on', () => {
    // 70,000 entries, the example of the page.
    expect(sizeFor({ level: 0, index: 273, width: 112 })).toBe(70_000);
    expect(sizeFor({ level: 1, index: 1, width: 17 })).toBe(69_888);
    expect(sizeFor({ level: 2, index: 0, width: 1 })).toBe(65_536);
  });
});
