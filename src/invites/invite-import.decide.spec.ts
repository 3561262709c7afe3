import { describe, expect, it } from '@jest/globals';
import { ADMINISTRATOR, memberWith, OUTSIDER, roleAt } from '../../test/support/authority.js';
import { given, NOW, refusalOf } from '../../test/support/given.js';
import type { InviteCode, RoleId, UserId } from '../platform/ids.js';
import { OPERATOR } from '../roles/authority.js';
import { inviteStatus } from './invite-status.js';
import { decideImportInvite, type ImportedInvite } from './invite-import.decide.js';
import { inviteFold } from './invite.fold.js';

const THEN = '2025-03-01T08:00:00.000Z';
const invite: ImportedInvite = {
  code: 'Ab3xK9Qz' as InviteCode,
  created_by: 'carol' as UserId,
  created_at: THEN,
  grant_role_id: null,
  max_uses: 5,
  use_count: 3,
  expires_at: null,
  notes: [],
};

const decide = (
  one: Partial<ImportedInvite> = {},
  facts: Partial<Parameters<typeof decideImportInvite>[1]> = {},
) =>
  decideImportInvite(
    { ...invite, ...one },
    {
      actor: OPERATOR,
      state: inviteFold.initialState,
      isCodeTaken: false,
      isCreatorBanned: false,
      inviter: memberWith('manage_invites'),
      role: undefined,
      now: NOW,
      ...facts,
    },
  );

/** What the invite is after its import. */
function stateAfter(decision: ReturnType<typeof decide>) {
  if (!('events' in decision)) throw decision;
  return given(inviteFold, decision.events);
}

const notesOf = (decision: ReturnType<typeof decide>): unknown =>
  'outcome' in decision && decision.outcome.outcome === 'taken' ? decision.outcome.notes : decision;

describe('an invite of another community', () => {
  it('has the uses that it had', () => {
    const decision = decide();
    expect(notesOf(decision)).toEqual([]);
    expect(stateAfter(decision)).toMatchObject({
      created_at: THEN,
      created_by: 'carol',
      max_uses: 5,
      use_count: 3,
      last_used_at: null,
    });
    expect(stateAfter(decision)).not.toHaveProperty('imported');
  });

  it.each([
    [{ max_uses: 3 }, 'exhausted', ['used_up']],
    [{ expires_at: NOW }, 'expired', ['expired']],
    [{ expires_at: '2026-11-22T10:00:00.001Z' }, 'active', []],
    [{ max_uses: 0, use_count: 1000 }, 'active', []],
  ] as const)('of %j is %s', (terms, status, notes) => {
    const decision = decide(terms);
    expect(inviteStatus(stateAfter(decision), NOW)).toBe(status);
    expect(notesOf(decision)).toEqual(notes);
  });

  it('of a banned creator is revoked at once', () => {
    const decision = decide({}, { isCreatorBanned: true });
    expect(stateAfter(decision)).toMatchObject({ revoke_reason: 'creator_banned' });
    expect(notesOf(decision)).toEqual(['creator_banned']);
  });

  it('of somebody who may not invite here, or not grant its role, is told of', () => {
    const grant_role_id = 'high' as RoleId;
    expect(notesOf(decide({}, { inviter: OUTSIDER }))).toEqual(['inviter_gone']);
    expect(notesOf(decide({ grant_role_id }, { role: roleAt(900) }))).toEqual(['inviter_gone']);
    expect(notesOf(decide({ grant_role_id }, { role: roleAt(1) }))).toEqual([]);
  });

  it('that grants a role which is not here is skipped: it must not become a plain one', () => {
    expect(decide({ grant_role_id: 'gone' as RoleId })).toEqual({
      events: [],
      outcome: { outcome: 'skipped', why: 'no_such_role' },
    });
  });

  it('that is here already stays as it is', () => {
    const state = stateAfter(decide());
    expect(decide({ use_count: 0 }, { state, isCodeTaken: true })).toEqual({
      events: [],
      outcome: { outcome: 'there', imported: true },
    });
  });

  it('whose code differs from an issued one in case is skipped', () => {
    expect(decide({}, { isCodeTaken: true })).toMatchObject({ outcome: { why: 'code_taken' } });
  });

  it('is imported by the operator alone', () => {
    expect(refusalOf(decide({}, { actor: ADMINISTRATOR }))).toBe('MISSING_PERMISSION');
  });
});
