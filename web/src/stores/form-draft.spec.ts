import { describe, expect, it } from '@jest/globals';
import {
  changesOf,
  differing,
  follow,
  keepMine,
  newDraft,
  saved,
  takeTheirs,
} from './form-draft.js';
import { permissionChanges, ROLE_REBASES, type RoleFields } from './role-fields.js';

const KICK = 1 << 5;
const BAN = 1 << 6;
const INVITES = 1 << 7;

const BASE: RoleFields = { name: 'Bosun', color: '', permissions: BAN | KICK };

/** A form with some entries, over what came meanwhile with version 2. */
function entered(entries: Partial<RoleFields>, theirs: Partial<RoleFields>) {
  const begun = newDraft({ fields: BASE, version: 1 });
  const latest = { fields: { ...BASE, ...theirs }, version: 2 };
  const before = { ...begun, fields: { ...BASE, ...entries } };
  const draft = follow(before, latest, ROLE_REBASES);
  return { before, draft, latest, contested: differing(latest.fields, draft.base) };
}

describe('a form over what others change', () => {
  it('shows what is there where nothing was entered', () => {
    const { draft, latest } = entered({}, { name: 'Mate', permissions: 0 });
    expect(draft).toEqual(newDraft(latest));
  });

  it('follows in other fields, says so, and sends what was entered over the newer version', () => {
    const { draft, contested } = entered({ name: 'Mine' }, { permissions: KICK });
    expect(contested).toEqual([]);
    expect(draft).toMatchObject({ version: 2, followed: ['permissions'] });
    expect(changesOf(draft)).toEqual({ name: 'Mine' });
    expect(draft.fields.permissions).toBe(KICK);
  });

  it('keeps what was entered, and the version, where others changed the same', () => {
    const { draft, latest, contested } = entered(
      { name: 'Mine', permissions: BAN | KICK | INVITES },
      { name: 'Theirs', permissions: KICK, color: '#2f9e44' },
    );
    expect(contested).toEqual(['name', 'permissions']);
    expect(draft).toMatchObject({ version: 1, followed: ['color'] });
    expect(draft.fields).toEqual({
      name: 'Mine',
      color: '#2f9e44',
      permissions: BAN | KICK | INVITES,
    });
    expect(follow(draft, latest, ROLE_REBASES)).toBe(draft);
  });

  it('gives back no permission that others took away, whoever keeps theirs', () => {
    const { draft, latest } = entered({ permissions: BAN | KICK | INVITES }, { permissions: KICK });
    const kept = keepMine(draft, latest, ROLE_REBASES, ['permissions']);
    const settled = follow(kept, latest, ROLE_REBASES);
    expect(changesOf(settled)).toEqual({ permissions: KICK | INVITES });
    expect(settled.version).toBe(2);
  });

  it('drops what was entered in one field, and no other', () => {
    const { draft, latest } = entered({ name: 'Mine', color: '#e03131' }, { name: 'Theirs' });
    const settled = follow(takeTheirs(draft, latest, ['name']), latest, ROLE_REBASES);
    expect(changesOf(settled)).toEqual({ color: '#e03131' });
    expect(settled).toMatchObject({ version: 2, fields: { name: 'Theirs' }, followed: [] });
  });

  it.each([
    ['the same', { name: 'Mine' }, { name: 'Mine' }],
    ['the same and more', { permissions: KICK }, { permissions: KICK | INVITES }],
  ])('contests nothing where others did %s', (_, mine, theirs) => {
    const { draft, latest, contested } = entered(mine, theirs);
    expect(contested).toEqual([]);
    expect(draft).toEqual({ ...newDraft(latest), followed: expect.any(Array) });
    expect(changesOf(draft)).toEqual({});
  });

  it('keeps what was entered while a save was under way, and nothing else, on top of its answer', () => {
    const { before } = entered({ name: ' Mine ', permissions: BAN }, {});
    const sent = before.fields;
    const answer = {
      fields: { name: 'Mine', color: '#2f9e44', permissions: BAN | INVITES },
      version: 2,
    };
    expect(saved(before, sent, answer, ROLE_REBASES)).toEqual(newDraft(answer));
    const since = { ...before, fields: { ...sent, permissions: BAN | KICK } };
    const draft = saved(since, sent, answer, ROLE_REBASES);
    expect(draft.fields).toEqual({ ...answer.fields, permissions: BAN | KICK | INVITES });
    expect(follow(draft, answer, ROLE_REBASES)).toBe(draft);
    expect(changesOf(draft)).toEqual({ permissions: BAN | KICK | INVITES });
  });

  it('takes a newer version of the same', () => {
    const { draft } = entered({ name: 'Mine' }, {});
    expect(draft).toMatchObject({ version: 2, followed: [], fields: { name: 'Mine' } });
  });
});

describe('permissions', () => {
  it('are told of by what was added and what taken away', () => {
    expect(permissionChanges(BAN | KICK, KICK | INVITES)).toEqual({
      added: ['manage_invites'],
      taken: ['ban_members'],
    });
  });
});
