import { describe, expect, it } from '@jest/globals';
import { eventRegistry, upcast, type EventType } from './event-types.js';

const renamed: EventType = {
  schemaVersion: 3,
  upcasters: {
    1: ({ uses, ...rest }) => ({ ...rest, use_count: uses }),
    2: (data) => ({ ...data, use_count: Number(data.use_count), joined: true }),
  },
};

describe('upcasting', () => {
  it('takes old data through every version to that of today, in order', () => {
    expect(upcast(renamed, 1, { code: 'x', uses: '7' })).toEqual({
      code: 'x',
      use_count: 7,
      joined: true,
    });
  });

  it('begins at the version that was stored', () => {
    expect(upcast(renamed, 2, { use_count: '7' })).toEqual({ use_count: 7, joined: true });
  });

  it("leaves today's data as it is", () => {
    const data = { use_count: 7, joined: false };
    expect(upcast(renamed, 3, data)).toBe(data);
  });

  it('fails where a step is missing, and says which', () => {
    const gap: EventType = { schemaVersion: 3, upcasters: { 1: (data) => data } };
    expect(() => upcast(gap, 1, {})).toThrow('no upcaster from schema version 2');
    expect(() => upcast({ schemaVersion: 2 }, 1, {})).toThrow('no upcaster from schema version 1');
  });
});

describe('the registry of event types', () => {
  const type: EventType = { schemaVersion: 1 };

  it('knows the types of all contexts by name', () => {
    const registry = eventRegistry({ InviteCreated: type }, { RoleCreated: renamed });
    expect([...registry.keys()]).toEqual(['InviteCreated', 'RoleCreated']);
    expect(registry.get('RoleCreated')).toBe(renamed);
  });

  it('does not take one name from two contexts', () => {
    expect(() => eventRegistry({ Closed: type }, { Closed: type })).toThrow(
      'Two contexts define the event Closed.',
    );
  });
});
