import { describe, expect, it } from '@jest/globals';
import { Problem } from '@gatehouse/sdk';
import type { TFunction } from 'i18next';
import { fieldMessages, otherMessages } from './problem-text.js';

const t = ((key: string) => `[${key}]`) as TFunction<'problems'>;

describe('a refused form', () => {
  const refused = new Problem('VALIDATION_FAILED', 400, 'no', [
    { field: 'name', message: 'name must be a name' },
    { field: 'roles.0.position', message: 'position must be a number' },
  ]);

  it('says in the words of its page what is wrong with its fields', () => {
    expect(fieldMessages(refused, t)).toEqual({ name: '[field.name]' });
    expect(fieldMessages(new Error('x'), t)).toEqual({});
  });

  it('shows what the server says of what has no field', () => {
    expect(otherMessages(refused)).toEqual(['position must be a number']);
    expect(otherMessages(new Error('x'))).toEqual([]);
  });
});
