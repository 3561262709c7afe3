import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  ALL_PERMISSIONS,
  bitsOf,
  DEFAULT_PERMISSIONS,
  holds,
  namesOf,
  PERMISSION_BITS,
  PERMISSIONS,
} from './permissions.js';

const somePermissions = fc.subarray([...PERMISSIONS]);

describe('permissions', () => {
  it('have the bits that decentcom gave them', () => {
    expect(PERMISSION_BITS).toEqual({
      send_messages: 0,
      read_messages: 1,
      manage_messages: 2,
      manage_channels: 3,
      manage_roles: 4,
      kick_members: 5,
      ban_members: 6,
      manage_invites: 7,
      manage_server: 8,
      attach_files: 9,
      add_reactions: 10,
      mention_everyone: 11,
      view_audit_log: 12,
      administrator: 13,
    });
  });

  it('fill fourteen bits together', () => {
    expect(ALL_PERMISSIONS).toBe(0b11_1111_1111_1111);
  });

  it('that everybody has at first are those to take part in the chat, and none to manage', () => {
    expect(namesOf(DEFAULT_PERMISSIONS)).toEqual([
      'send_messages',
      'read_messages',
      'attach_files',
      'add_reactions',
    ]);
  });

  it('are named as they were put in, in the order of their bits', () => {
    fc.assert(
      fc.property(somePermissions, (names) => {
        expect(namesOf(bitsOf(...names))).toEqual(names);
        expect(namesOf(bitsOf(...names.toReversed(), ...names))).toEqual(names);
      }),
    );
  });

  it('are held exactly when they are among the bits, or administrator is', () => {
    fc.assert(
      fc.property(somePermissions, fc.constantFrom(...PERMISSIONS), (names, asked) => {
        const expected = names.includes(asked) || names.includes('administrator');
        expect(holds(bitsOf(...names), asked)).toBe(expected);
      }),
    );
  });

  it('are none without a bit', () => {
    expect(namesOf(0)).toEqual([]);
    expect(PERMISSIONS.filter((name) => holds(0, name))).toEqual([]);
  });

  it('that all others are do not make an administrator', () => {
    expect(holds(ALL_PERMISSIONS & ~bitsOf('administrator'), 'administrator')).toBe(false);
  });

  it('ignore bits that mean nothing', () => {
    expect(namesOf(1 << 14)).toEqual([]);
    expect(holds(1 << 14, 'manage_invites')).toBe(false);
  });
});
