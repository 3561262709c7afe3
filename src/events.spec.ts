import { describe, expect, it } from '@jest/globals';
import { EVENT_REGISTRY } from './events.js';

describe('the events of Gatehouse', () => {
  const names = [...EVENT_REGISTRY.keys()];

  it('hold keys and names of people in the three events that exist for it, and nowhere else', () => {
    const personal = names.flatMap((name) =>
      (EVENT_REGISTRY.get(name)?.personal ?? []).map((field) => `${name}.${field}`),
    );
    expect(personal).toEqual([
      'UserRegistered.pubkey',
      'PublicKeyRecorded.pubkey',
      'DisplayNameChanged.display_name',
    ]);
  });

  it.each(names)('%s has an upcaster for each version that it was written in', (name) => {
    const { schemaVersion = 0, upcasters = {} } = EVENT_REGISTRY.get(name) ?? {};
    const older = Array.from({ length: schemaVersion - 1 }, (_, index) => String(index + 1));
    expect(Object.keys(upcasters)).toEqual(older);
  });
});
