import { describe, expect, it } from '@jest/globals';
import { KNOWN_MIGRATIONS, schemaState } from './schema-state.js';

describe('the state of a schema', () => {
  it.each([
    ['current', KNOWN_MIGRATIONS],
    ['older', KNOWN_MIGRATIONS.slice(0, -1)],
    ['older', []],
    ['newer', [...KNOWN_MIGRATIONS, 'Tomorrow9']],
    ['foreign', ['Theirs1', 'Theirs2']],
  ] as const)('is %s', (state, done) => {
    expect(schemaState(done)).toBe(state);
  });
});
