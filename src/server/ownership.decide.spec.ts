import { describe, expect, it } from '@jest/globals';
import { ADMINISTRATOR, OUTSIDER, OWNER } from '../../test/support/authority.js';
import { refusalOf } from '../../test/support/given.js';
import type { RoleId, UserId } from '../platform/ids.js';
import { OPERATOR } from '../roles/authority.js';
import { ADMIN } from '../roles/role.events.js';
import {
  decideAppointOwner,
  decideTransferOwnership,
  type Heir,
  type OwnershipFacts,
} from './ownership.decide.js';

const userId = 'hedy' as UserId;
const heir = (...roleIds: readonly RoleId[]): Heir => ({ userId, isMember: true, roleIds });
const outside: Heir = { ...heir(), isMember: false };
const received = {
  type: 'MemberRoleAdded',
  data: { user_id: userId, role_id: ADMIN, invite_code: null },
};
const appointed = { type: 'OwnerAppointed', data: { user_id: userId } };

describe('appointing an owner', () => {
  const appoint = (facts: Partial<OwnershipFacts> = {}) =>
    decideAppointOwner({ actor: OPERATOR, owner: null, heir: heir(), ...facts });

  it('makes a member the owner, who gets the role admin', () => {
    expect(appoint()).toEqual({ heir: [received], server: [appointed] });
    expect(appoint({ heir: heir(ADMIN) })).toEqual({ heir: [], server: [appointed] });
  });

  it('changes nothing a second time, and nothing where somebody else is the owner', () => {
    expect(appoint({ owner: userId })).toEqual({ heir: [], server: [] });
    expect(refusalOf(appoint({ owner: OWNER.userId }))).toBe('CONFLICT');
  });

  it('is for members only', () => {
    expect(refusalOf(appoint({ heir: outside }))).toBe('NOT_A_MEMBER');
  });

  it('is done by whoever runs the process, and nobody else', () => {
    for (const actor of [OWNER, ADMINISTRATOR, OUTSIDER]) {
      expect(refusalOf(appoint({ actor }))).toBe('MISSING_PERMISSION');
    }
  });
});

describe('handing the community over', () => {
  const transfer = (facts: Partial<OwnershipFacts> = {}) =>
    decideTransferOwnership({
      actor: OPERATOR,
      owner: OWNER.userId,
      heir: heir(),
      ownersRoles: [ADMIN],
      ...facts,
    });
  const removed = { type: 'MemberRoleRemoved', data: { user_id: OWNER.userId, role_id: ADMIN } };

  it('appoints the heir, and admin goes from one to the other', () => {
    expect(transfer()).toEqual({ heir: [received], server: [appointed], formerOwner: [removed] });
  });

  it('gives admin to nobody who has it', () => {
    expect(transfer({ heir: heir(ADMIN) })).toMatchObject({ heir: [], server: [appointed] });
  });

  it('to the owner makes no event', () => {
    const owner = { userId: OWNER.userId, isMember: true, roleIds: [ADMIN] };
    expect(transfer({ heir: owner })).toEqual({ heir: [], server: [], formerOwner: [] });
  });

  it('is for members only, and takes an owner', () => {
    expect(refusalOf(transfer({ heir: outside }))).toBe('MEMBER_NOT_FOUND');
    expect(refusalOf(transfer({ owner: null }))).toBe('CONFLICT');
  });

  it('is done by whoever runs the process, and by the owner, who keeps admin', () => {
    expect(transfer({ actor: OWNER })).toEqual({
      heir: [received],
      server: [appointed],
      formerOwner: [],
    });
    expect(refusalOf(transfer({ actor: ADMINISTRATOR }))).toBe('MISSING_PERMISSION');
    expect(refusalOf(transfer({ actor: OUTSIDER }))).toBe('NOT_A_MEMBER');
  });
});
