import { afterEach, describe, expect, it } from '@jest/globals';
import { PERMISSION_BITS, type Me, type Permission, type Role } from '@gatehouse/sdk';
import { asHolder, stopViewing, unsent, viewAs } from './view-as.js';

const bitsOf = (...names: Permission[]): number =>
  names.reduce((bits, name) => bits | (1 << PERMISSION_BITS[name]), 0);

function role(id: string, permissions: number): Role {
  const common = { color: null, is_builtin: false, created_at: '', updated_at: '', version: 1 };
  return { ...common, id, name: id, permissions, position: 1 };
}

const ROLES = [
  role('everyone', bitsOf('read_messages')),
  role('mod', bitsOf('kick_members')),
  role('admin', bitsOf('administrator')),
];

const ME: Me = {
  user_id: 'u1',
  pubkey: null,
  display_name: 'Ada',
  is_member: true,
  roles: ['admin', 'mod'],
  permissions: bitsOf('administrator'),
  permission_names: ['administrator'],
};

afterEach(() => stopViewing());

describe('viewing as a role', () => {
  it('is having it and what everybody has, and nothing else', () => {
    expect(asHolder(ME, 'mod', ROLES)).toEqual({
      ...ME,
      roles: ['mod'],
      permissions: bitsOf('read_messages', 'kick_members'),
      permission_names: ['read_messages', 'kick_members'],
    });
  });

  it('is having what everybody has, as everyone, or as a role that is gone', () => {
    const plain = { roles: [], permission_names: ['read_messages'] };
    expect(asHolder(ME, 'everyone', ROLES)).toMatchObject(plain);
    expect(asHolder(ME, 'gone', ROLES)).toMatchObject(plain);
  });

  it('sends nothing that could change something, and reads as before', async () => {
    const asked = (method: string): Response | undefined =>
      unsent(new Request('https://harbour.example/api/v1/invites', { method }));
    expect(asked('POST')).toBeUndefined();
    viewAs(role('mod', 0));
    expect(asked('GET')).toBeUndefined();
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const answer = asked(method);
      expect(answer?.status).toBe(403);
      expect(await answer?.json()).toMatchObject({ code: 'NOTHING_SENT' });
    }
    stopViewing();
    expect(asked('DELETE')).toBeUndefined();
  });
});
