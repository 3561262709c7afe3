import { expect, it } from '@jest/globals';
import { rebuildProjections } from '../../src/event-store/projections/rebuild-projections.js';
import { PROJECTIONS } from '../../src/projections.js';
import { memberCountAt } from '../../src/server/facts/member-count-at.js';
import { serverInfoProjection } from '../../src/server/server-info.projection.js';
import { newDatabase } from '../support/database.js';
import { openLog } from '../support/log.js';

/** As it was before the count was kept with each change. */
const OLDER = PROJECTIONS.map((projection) =>
  projection === serverInfoProjection
    ? { ...projection, handlers: { ...projection.handlers, ServerSettingsChanged: () => [] } }
    : projection,
);

it('what an older process wrote, which kept no count of the members, is told with the count of today', async () => {
  const database = await newDatabase();
  const store = await openLog(database.url, OLDER);
  try {
    await rebuildProjections(store, OLDER);
    expect(await memberCountAt(store, 1)).toBe(0);
    const common = { actor: 'system', at: '2026-11-22T10:00:00.000Z', causationId: null } as const;
    const event = (id: string, type: string, data: object) => [
      { ...common, id, type, data: { ...data }, correlationId: 'test' },
    ];
    const created = { name: 'One', icon: null, membership_mode: 'open' };
    const joined = { user_id: 'one', invite_code: null, invited_by: null, role_ids: [] };
    for (const [stream, events] of [
      ['server', event('1', 'ServerCreated', created)],
      ['user-one', event('2', 'MemberJoined', joined)],
      ['server', event('3', 'ServerSettingsChanged', { name: 'Two' })],
    ] as const) {
      await store.append([{ stream, expectedVersion: 'any', events }]);
    }
    expect(await memberCountAt(store, 3)).toBe(1);
  } finally {
    await store.close();
    await database.drop();
  }
});
