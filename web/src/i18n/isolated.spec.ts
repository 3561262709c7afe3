import { describe, expect, it } from '@jest/globals';
import { isolated } from './isolated.js';

describe('a name in a sentence', () => {
  it.each(['Harbour', 'Café Zoë', '12,345', '<b>&'])('%s stays as it is', (name) => {
    expect(isolated(name)).toBe(name);
  });

  it.each(['שלום', 'a\u200fb', '😀'])('%s keeps its direction to itself', (name) => {
    expect(isolated(name)).toBe(`\u2068${name}\u2069`);
  });
});
