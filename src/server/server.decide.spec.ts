import { describe, expect, it } from '@jest/globals';
import { memberWith, OUTSIDER, OWNER } from '../../test/support/authority.js';
import { given, refusalOf, type Past } from '../../test/support/given.js';
import { decideChangeSettings, decideCreateServer } from './server.decide.js';
import type { FirstSettings, ServerEvent, ServerSettings } from './server.events.js';
import { serverFold } from './server.fold.js';

const settings: FirstSettings = {
  name: 'My Community',
  icon: 'https://community.example/icon.png',
  membership_mode: 'invite_only',
};
const created: ServerEvent = { type: 'ServerCreated', data: settings };
const appointed: ServerEvent = { type: 'OwnerAppointed', data: { user_id: OWNER.userId } };
const changed = (data: Partial<ServerSettings>): ServerEvent => ({
  type: 'ServerSettingsChanged',
  data,
});

const server = (...past: readonly Past<ServerEvent>[]) => given(serverFold, past);

describe('opening a community', () => {
  it('records its settings, once', () => {
    expect(decideCreateServer(settings, server())).toEqual([created]);
    expect(decideCreateServer({ ...settings, name: 'Another' }, server(created))).toEqual([]);
  });

  it('leaves it without an owner until one is appointed', () => {
    expect(server(created)).toEqual({
      ...settings,
      accent_color: null,
      exists: true,
      owner: null,
    });
    expect(server(created, appointed).owner).toBe(OWNER.userId);
  });

  it('is closed to everybody before', () => {
    expect(server()).toMatchObject({ exists: false, membership_mode: 'closed', owner: null });
  });
});

describe('changing the settings', () => {
  const manager = memberWith('manage_server');
  const change = (changes: Partial<ServerSettings>, actor = manager, ifMatch?: readonly number[]) =>
    decideChangeSettings(
      changes,
      { state: server(created, appointed), version: 2 },
      { actor, ifMatch },
    );

  it('records what changes, and only that', () => {
    expect(change({ name: 'My Community', membership_mode: 'open' })).toEqual([
      changed({ membership_mode: 'open' }),
    ]);
    const all: ServerSettings = {
      name: 'New',
      icon: null,
      membership_mode: 'closed',
      accent_color: '#1971c2',
    };
    expect(change(all)).toEqual([changed(all)]);
  });

  it('that changes nothing makes no event', () => {
    expect(change({})).toEqual([]);
    expect(change(settings)).toEqual([]);
  });

  it('can take the icon away', () => {
    expect(change({ icon: null })).toEqual([changed({ icon: null })]);
  });

  it('can give it a colour of its own, once, and take it away', () => {
    const state = server(created, changed({ accent_color: '#1971c2' }));
    const again = (accent_color: string | null) =>
      decideChangeSettings(
        { accent_color },
        { state, version: 2 },
        { actor: manager, ifMatch: undefined },
      );
    expect(change({ accent_color: null })).toEqual([]);
    expect(again('#1971c2')).toEqual([]);
    expect(again(null)).toEqual([changed({ accent_color: null })]);
  });

  it('takes manage_server', () => {
    const others = memberWith('manage_roles', 'manage_invites', 'manage_channels');
    expect(refusalOf(change({ name: 'Mine' }, others))).toBe('MISSING_PERMISSION');
    expect(refusalOf(change({ name: 'Mine' }, OUTSIDER))).toBe('NOT_A_MEMBER');
    expect(change({ name: 'Ours' }, OWNER)).toHaveLength(1);
  });

  it('is refused without the permission even where it would change nothing', () => {
    expect(refusalOf(change({}, memberWith()))).toBe('MISSING_PERMISSION');
  });

  it('is refused when If-Match names other versions', () => {
    expect(change({ name: 'Ours' }, manager, [2])).toHaveLength(1);
    expect(refusalOf(change({ name: 'Ours' }, manager, [1, 3]))).toBe('VERSION_MISMATCH');
  });

  it('keeps the owner and what was not changed', () => {
    const state = server(created, appointed, changed({ membership_mode: 'open', icon: null }));
    expect(state).toEqual({
      exists: true,
      owner: OWNER.userId,
      name: 'My Community',
      icon: null,
      membership_mode: 'open',
      accent_color: null,
    });
  });
});
