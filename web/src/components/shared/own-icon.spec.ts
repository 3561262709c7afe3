import { describe, expect, it } from '@jest/globals';
import { ownIcon } from './own-icon.js';

const HERE = 'https://community.example';

describe('an icon', () => {
  it.each([
    [`${HERE}/icons/a.png?v=2`, '/icons/a.png?v=2'],
    [`${HERE}//evil.example/x.png`, '/evil.example/x.png'],
    ['https://community.example.evil.example/x.png', null],
    ['https://elsewhere.example/x.png', null],
    [HERE, null],
    [null, null],
  ])('at %s is fetched from %s', (icon, from) => {
    expect(ownIcon(icon, HERE)).toBe(from);
  });

  it('of a community with a path is below it', () => {
    expect(ownIcon(`${HERE}/harbour/a.png`, `${HERE}/harbour`)).toBe('/harbour/a.png');
    expect(ownIcon(`${HERE}/a.png`, `${HERE}/harbour`)).toBeNull();
  });
});
