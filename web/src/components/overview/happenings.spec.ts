import { describe, expect, it } from '@jest/globals';
import { withHappening, withPerson, type Happened, type Happening } from './happenings.js';

const person = (name: string) => ({ user_id: name, pubkey: `key of ${name}`, display_name: name });

let position = 0;
function joined(name: string, invite: string | null): Happening {
  return {
    position: ++position,
    what: 'joined',
    person: person(name),
    at: '2026-12-01T10:00:00.000Z',
    invite,
  };
}
const left = (name: string): Happening => ({ ...joined(name, null), what: 'left' });

function rows(...happenings: readonly Happening[]): readonly Happened[] {
  return happenings.reduce<readonly Happened[]>(withHappening, []);
}

const told = (all: readonly Happened[]) =>
  all.map(({ what, person: { display_name: name }, others }) => `${name} ${what} ${others}`);

describe('what happens', () => {
  it('is one row for all who come in by an invite, with the last of them', () => {
    const first = joined('Ada', 'A');
    const all = rows(first, joined('Bea', 'A'), joined('Cem', 'A'));
    expect(told(all)).toEqual(['Cem joined 2']);
    expect(all[0]?.since).toBe(first.position);
  });

  it('is a row of its own by another invite, and when something else has happened', () => {
    const all = rows(joined('Ada', 'A'), joined('Bea', 'B'), left('Ada'), joined('Cem', 'B'));
    expect(told(all)).toEqual(['Cem joined 0', 'Ada left 0', 'Bea joined 0', 'Ada joined 0']);
  });

  it('is a row for each of whom nobody may know how they came in', () => {
    expect(told(rows(joined('Ada', null), joined('Bea', null)))).toEqual([
      'Bea joined 0',
      'Ada joined 0',
    ]);
  });

  it('is shown as far as ten rows go', () => {
    const names = Array.from({ length: 12 }, (_, index) => `P${index}`);
    expect(told(rows(...names.map(left)))).toHaveLength(10);
  });

  it('names somebody as they are called by now', () => {
    const all = withPerson(rows(left('Ada')), { ...person('Ada'), display_name: 'Ada L.' });
    expect(told(all)).toEqual(['Ada L. left 0']);
  });
});
