import { describe, expect, it } from '@jest/globals';
import type { Invite } from '@gatehouse/sdk';
import {
  changedTerms,
  changesIn,
  contestedTerms,
  draftOf,
  rebased,
  takingTheirs,
} from './invite-changes.js';

const BASE: Invite = {
  code: 'Ab3xK9Qz',
  invite_link: 'https://community.example/invite/Ab3xK9Qz',
  created_by: null,
  created_at: '2026-11-22T10:00:00.000Z',
  grant_role_id: null,
  channel_id: null,
  label: 'Stand',
  max_uses: 5,
  use_count: 0,
  expires_at: '2026-11-25T10:00:00.000Z',
  status: 'active',
  blocked_by: null,
  version: 1,
  last_used_at: null,
  revoked_at: null,
  revoked_by: null,
  revoke_reason: null,
};

describe('an edit', () => {
  it('sends what was changed and nothing else', () => {
    const draft = draftOf(BASE);
    expect(changesIn(draft, BASE, 0)).toEqual({});
    expect(changesIn({ ...draft, label: ' ' }, BASE, 0)).toEqual({ label: null });
    expect(changesIn({ ...draft, maxUses: '', isOwnNumber: false }, BASE, 0)).toEqual({
      max_uses: 0,
    });
    expect(changesIn({ ...draft, expiry: 'never' }, BASE, 0)).toEqual({ expires_in_seconds: null });
  });

  it('goes on from a newer state with what was typed, and no more', () => {
    const latest = { ...BASE, label: 'Theirs', max_uses: 50 };
    const mine = { ...draftOf(BASE), label: 'Mine' };
    const draft = rebased(mine, BASE, latest);
    expect(changesIn(draft, latest, 0)).toEqual({ label: 'Mine' });
    expect(changesIn(rebased(draftOf(BASE), BASE, latest), latest, 0)).toEqual({});
  });

  it('is stopped by what others changed, and not by uses', () => {
    expect(changedTerms(BASE, { ...BASE, version: 2, use_count: 5, status: 'exhausted' })).toEqual(
      [],
    );
    expect(changedTerms(BASE, { ...BASE, label: 'Other', status: 'paused' })).toEqual([
      'label',
      'status',
    ]);
    expect(changedTerms(BASE, { ...BASE, status: 'revoked' })).toEqual(['status']);
  });

  it('is contested where others changed the same, and to something else', () => {
    const latest = { ...BASE, label: 'Theirs', max_uses: 50, expires_at: null };
    const mine = { ...draftOf(BASE), label: ' Mine ', maxUses: '100' };
    expect(contestedTerms(draftOf(BASE), BASE, latest)).toEqual([]);
    expect(contestedTerms(mine, BASE, latest)).toEqual(['label', 'max_uses']);
    expect(contestedTerms({ ...mine, label: 'Theirs' }, BASE, latest)).toEqual(['max_uses']);
    expect(contestedTerms({ ...mine, expiry: '3600' }, BASE, latest)).toContain('expires_at');
    expect(contestedTerms(mine, BASE, BASE)).toEqual([]);
  });

  it('gives up one term for what is there by now, and keeps the others', () => {
    const latest = { ...BASE, label: 'Theirs', max_uses: 50, expires_at: null };
    const mine = {
      ...draftOf(BASE),
      label: 'Mine',
      maxUses: '100',
      expiry: 'at' as const,
      expiresAt: '2026-12-24T18:00',
    };
    expect(takingTheirs(mine, latest, 'label')).toEqual({ ...mine, label: 'Theirs' });
    expect(takingTheirs(mine, latest, 'max_uses')).toEqual({
      ...mine,
      maxUses: '50',
      isOwnNumber: true,
    });
    expect(takingTheirs(mine, latest, 'expires_at')).toEqual({
      ...mine,
      expiry: 'keep',
      expiresAt: '',
    });
  });
});
