import { describe, expect, it } from '@jest/globals';
import { colorOf, initialsOf } from './monogram.js';

describe('the initials of a name', () => {
  it.each([
    ['Harbour Watch', 'HW'],
    ['one', 'O'],
    ['a b c', 'AB'],
    ['👩‍🚀 crew', 'C'],
    ['<script>alert(1)', 'SA'],
    ['שלום עולם', 'שע'],
    ['e\u0301t\u0065', 'É'.normalize('NFD')],
    ['  ', '·'],
    ['!!!', '·'],
  ])('%s: %s', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });
});

it('has one colour for a name', () => {
  expect(colorOf('Harbour')).toBe(colorOf('Harbour'));
  expect(colorOf('')).toMatch(/^[a-z]+$/);
});
