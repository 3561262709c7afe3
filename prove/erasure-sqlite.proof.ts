import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from '@jest/globals';
import { gatehouseJson } from '../test/support/command-line.js';
import { Community } from '../test/support/community.js';
import { memberBy } from '../test/support/person.js';
import { figure } from '../test/support/proof.js';
import { personalOf, tracesInFolder } from '../test/support/traces.js';
import { until } from '../test/support/until.js';

it('nothing is left of whoever was forgotten at the command line while somebody was reading', async () => {
  const community = await Community.open();
  try {
    const path = community.databaseUrl.slice('sqlite:'.length);
    const bob = await memberBy(community.url, await community.owner.invite());
    const name = `Unforgettable-${bob.userId.slice(0, 8)}`;
    await community.by(bob, 'PATCH', '/auth/me', { display_name: name });
    const personal = personalOf(bob, { 'the name': name });
    const traces = () => tracesInFolder(dirname(path), personal);

    // While somebody reads as of before, the WAL cannot be emptied: not by the command line, which then ends.
    const reading = new Database(path, { readonly: true });
    reading.exec('BEGIN');
    reading.prepare('SELECT COUNT(*) FROM events').get();
    const erase = ['members', 'erase', bob.pubkey, '--yes', '--database', community.databaseUrl];
    expect(await gatehouseJson(erase)).toEqual({ ok: true, user_id: bob.userId });
    expect(traces()).not.toEqual([]);
    reading.close();
    // The server does it as soon as it can.
    await until('no trace is left', () => traces().length === 0);
    figure('no trace left once the reader had gone');
  } finally {
    await community.close();
  }
});
