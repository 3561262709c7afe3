import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EVENT_TYPES } from '../../stores/event-types.js';
import { namedBy, sentenceOf, toldBelow } from './sentence.js';

const catalogue = join(import.meta.dirname, '../../locales/en/audit.json');
const { event, type: types } = JSON.parse(readFileSync(catalogue, 'utf8')) as Readonly<
  Record<string, Readonly<Record<string, string>>>
>;

describe('the words of an event', () => {
  it.each(EVENT_TYPES)('are there for %s', (type) => {
    const sentence = sentenceOf({ type, data: {} });
    expect(sentence.startsWith(type)).toBe(true);
    expect(Object.keys(event ?? {})).toContain(sentence);
    expect(Object.keys(types ?? {})).toContain(type);
  });

  it.each([
    ['MemberJoined', { invite_code: null, invited_by: null }, 'MemberJoined_direct'],
    ['MemberJoined', { invite_code: 'Ab3xK9Qz', invited_by: null }, 'MemberJoined_byLink'],
    ['MemberBanned', { was_member: false }, 'MemberBanned_outside'],
    ['MemberRoleAdded', { invite_code: 'Ab3xK9Qz' }, 'MemberRoleAdded_byInvite'],
    ['DisplayNameChanged', { display_name: null }, 'DisplayNameChanged_unknown'],
    ['InviteCreated', { grants_ownership: true }, 'InviteCreated_ownership'],
    ['InviteConsumed', { joined: false }, 'InviteConsumed_role'],
    ['InviteRevoked', { cause: 'role_deleted' }, 'InviteRevoked_role_deleted'],
    ['InviteRevoked', { cause: 'something new' }, 'InviteRevoked'],
    ['SomethingNew', {}, 'unknown'],
    ['InvitePaused', null, 'unreadable'],
  ])('of %s %j are those of %s', (type, data, sentence) => {
    expect(sentenceOf({ type, data })).toBe(sentence);
  });

  it('name whom the data names, and else the stream', () => {
    const data = { code: 'Ab3xK9Qz', user_id: 'me', joined: true };
    expect(namedBy({ stream: 'invite-Ab3xK9Qz', data })).toEqual({
      user: 'me',
      invite: 'Ab3xK9Qz',
    });
    expect(namedBy({ stream: 'invite-~4711', data: null })).toEqual({ invite: '~4711' });
  });

  it('are followed by what was changed, also to nothing, but not by what never was', () => {
    const changed = { code: 'Ab3xK9Qz', label: null, max_uses: 5 };
    expect(toldBelow({ type: 'InviteUpdated', data: changed })).toEqual({
      max_uses: 5,
      label: null,
    });
    expect(toldBelow({ type: 'InviteCreated', data: changed })).toEqual({ max_uses: 5 });
    expect(toldBelow({ type: 'MemberLeft', data: { user_id: 'me' } })).toEqual({});
  });
});
