import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openLog, type Log } from '../../test/support/log.js';
import type { InviteCode, UserId } from '../platform/ids.js';
import { ensureProjections } from '../event-store/projections/rebuild-projections.js';
import type { InviteEvent } from '../invites/invite.events.js';
import { PROJECTIONS } from '../projections.js';
import { Masking } from './masking.js';

const NOW = '2026-11-22T10:00:00.000Z';
const OWNER_LINK = 'OwnerLnk' as InviteCode;
const WORKING = 'Ab3xK9Qz' as InviteCode;
const REVOKED = 'Zz9yX8Ww' as InviteCode;

let store: Log;

beforeEach(async () => {
  store = await openLog('sqlite::memory:');
  await ensureProjections(store, PROJECTIONS);
  await happened(
    created(OWNER_LINK, null),
    created(WORKING, 'alice' as UserId),
    created(REVOKED, 'alice' as UserId),
    { type: 'InviteRevoked', data: { code: REVOKED, cause: 'revoked' } },
  );
});
afterEach(() => store.close());

function created(code: InviteCode, created_by: UserId | null): InviteEvent {
  const terms = { max_uses: 0, expires_at: null, label: null };
  const lands = { grant_role_id: null, channel_id: null, grants_ownership: created_by === null };
  return { type: 'InviteCreated', data: { code, created_by, ...terms, ...lands } };
}

async function happened(...events: readonly InviteEvent[]): Promise<void> {
  for (const event of events) {
    const stamped = {
      id: randomUUID(),
      actor: 'alice',
      at: NOW,
      correlationId: 'x',
      causationId: null,
    };
    await store.append([
      {
        stream: `invite-${event.data.code}`,
        expectedVersion: 'any',
        events: [{ ...event, ...stamped }],
      },
    ]);
  }
}

const maskingOf = (managesInvites: boolean, hasOwner: boolean) =>
  new Masking(store, NOW, managesInvites, hasOwner);

describe('codes', () => {
  it('that work are hidden from whoever does not manage invites', async () => {
    const masking = maskingOf(false, true);
    expect(await masking.shown(WORKING)).toBe('~2');
    expect(await masking.shown(REVOKED)).toBe(REVOKED);
    expect(await masking.meant(WORKING)).toBeUndefined();
    expect(await masking.meant('~2')).toBe(WORKING);
    expect(await masking.meantStream(`invite-${WORKING}`)).toBeUndefined();
    expect(await masking.shownFields({ code: WORKING, invite_code: REVOKED, at: 1 })).toEqual({
      ...{ code: '~2', invite_code: REVOKED, at: 1 },
    });
  });

  it('are shown to whoever manages invites, but for the owner link', async () => {
    const masking = maskingOf(true, false);
    expect(await masking.shown(WORKING)).toBe(WORKING);
    expect(await masking.shown(OWNER_LINK)).toBe('~1');
    expect(await masking.meant(OWNER_LINK)).toBeUndefined();
    const event = {
      ...{ position: 7, id: 'f3a9', stream: `invite-${OWNER_LINK}` },
      data: { code: OWNER_LINK },
    };
    expect(await masking.shownEvent(event)).toEqual({
      ...{ position: 7, id: '~7', stream: 'invite-~1' },
      data: { code: '~1' },
    });
  });

  it('are as they were once there is an owner, whose link works no more', async () => {
    await happened({ type: 'InviteRevoked', data: { code: OWNER_LINK, cause: 'owner_appointed' } });
    const masking = maskingOf(true, true);
    expect(masking.hidesNothing).toBe(true);
    expect(await masking.shown(OWNER_LINK)).toBe(OWNER_LINK);
    expect(await maskingOf(false, true).shown(OWNER_LINK)).toBe(OWNER_LINK);
  });
});
