import { expect, it } from '@jest/globals';
import type { components } from './generated/api.js';

type Bodies = components['schemas'];

it('lets everything be left out of a creation that has a default', () => {
  // What is shown here is that it compiles.
  const invite: Bodies['CreateInviteBody'] = {};
  const edit: Bodies['EditInviteBody'] = {};
  const server: Bodies['ChangeServerBody'] = {};
  expect([invite, edit, server]).toEqual([{}, {}, {}]);
});
