import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { openLog, type Log } from '../../../test/support/log.js';
import { times } from '../../../test/support/concurrently.js';
import type { InviteCode, UserId } from '../../platform/ids.js';
import { systemClock } from '../../platform/clock.js';
import { ensureProjections } from '../../event-store/projections/rebuild-projections.js';
import { States } from '../../event-store/states.js';
import type { GatehouseEvent } from '../../events.js';
import { PROJECTIONS } from '../../projections.js';
import { bitsOf } from '../../roles/permissions.js';
import { builtinRoles, EVERYONE } from '../../roles/role.events.js';
import { Maskings } from '../masking.js';
import { ExportLog, ExportLogHandler } from './export-log.query.js';

const MAY_AUDIT = bitsOf('view_audit_log');
const AUDITOR = 'a'.repeat(32) as UserId;

let store: Log;
let states: States;

beforeEach(async () => {
  store = await openLog('sqlite::memory:');
  await ensureProjections(store, PROJECTIONS);
  states = new States(store);
});
afterEach(() => store.close());

const MEMBER = `user-${AUDITOR}`;

async function happened(stream: string, ...events: readonly GatehouseEvent[]): Promise<void> {
  const at = '2026-11-22T10:00:00.000Z';
  const stamp = () => ({
    id: randomUUID(),
    actor: AUDITOR,
    at,
    correlationId: 'x',
    causationId: null,
  });
  await store.append([
    { stream, expectedVersion: 'any', events: events.map((event) => ({ ...event, ...stamp() })) },
  ]);
  states.forget();
}

const everyoneMay = (permissions: number): GatehouseEvent => ({
  type: 'RoleUpdated',
  data: { role_id: EVERYONE, permissions },
});

it('ends for whoever loses the right to read on in the middle of it', async () => {
  await happened('role-everyone', ...builtinRoles().slice(0, 1), everyoneMay(MAY_AUDIT));
  const invite_code = 'Ab3xK9Qz' as InviteCode;
  const joined = { user_id: AUDITOR, invite_code, invited_by: null, role_ids: [] };
  await happened(MEMBER, { type: 'MemberJoined', data: joined });
  const more = times(250).map((): GatehouseEvent => everyoneMay(MAY_AUDIT));
  await happened('role-everyone', ...more);
  const handler = new ExportLogHandler(store, states, new Maskings(states, store, systemClock));
  const { lines, until } = await handler.execute(new ExportLog(AUDITOR, 0));
  const reading = lines[Symbol.asyncIterator]();
  const first = (await reading.next()) as IteratorResult<Buffer>;
  expect(String(first.value).split('\n')).toHaveLength(101);
  expect(until).toBe(253);
  await happened('role-everyone', everyoneMay(0));
  const rest = (async () => {
    while (!(await reading.next()).done);
  })();
  await expect(rest).rejects.toMatchObject({ code: 'MISSING_PERMISSION' });
});
