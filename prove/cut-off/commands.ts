import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { Client } from 'pg';
import { expectFailure, gatehouse, gatehouseJson } from '../../test/support/command-line.js';
import { temporaryDatabase } from '../../test/support/postgres.js';
import { startGatehouse } from '../../test/support/process.js';
import { personalOf, tracesInFolder } from '../../test/support/traces.js';
import { tablesOf } from '../../test/support/tables.js';
import {
  ARRIVING,
  copyTo,
  digestOf,
  only,
  READ_MODELS,
  withFile,
  type Tables,
  type World,
} from './world.js';

/** What a command that was cut off has left: nothing, or all of it. */
export type Left = 'nothing' | 'all';

/** A command that is about to be cut off, on databases of its own. */
export interface Attempt {
  readonly args: readonly string[];
  /** Fails when it has left anything else. */
  look(): Promise<Left>;
  /** Does it again; fails unless all is as it should be then. */
  again(left: Left): Promise<void>;
  end?(): Promise<void>;
}

export interface LongCommand {
  readonly name: string;
  /** Whether what it has begun stays there when it is interrupted, to be gone on with. */
  readonly goesOn?: boolean;
  /** Whether it says how far it is. */
  readonly tells?: boolean;
  attempt(world: World, room: string): Promise<Attempt> | Attempt;
}

const TEMPORARY = '.incomplete';

/** Verifies a database as whoever relies on it would, and starts Gatehouse on it. */
export async function expectSound(url: string): Promise<void> {
  const settings = { GATEHOUSE_DATABASE_URL: url };
  await gatehouseJson(['audit', 'verify'], settings);
  await gatehouseJson(['projections', 'check'], settings);
  await expectStarts(url);
}

async function expectStarts(url: string): Promise<void> {
  expect(await (await startGatehouse(url)).stop()).toBe(0);
}

/** A command that makes a database file of another database, which it only reads. */
function making(
  name: string,
  argsTo: (world: World, file: string) => readonly string[],
  beside: readonly string[],
  takes: readonly string[],
  from: (world: World) => string = ({ sound }) => sound,
): LongCommand {
  return {
    name,
    attempt: (world, room) => {
      const file = join(room, 'made.db');
      const args = argsTo(world, file);
      const source = from(world);
      const before = digestOf(source);
      const expectMade = async (): Promise<void> => {
        const names = ['made.db', ...beside.map((end) => `made.db${end}`)];
        expect(readdirSync(room)).toEqual(names);
        if (beside.includes('.signing-key')) {
          const key = readFileSync(`${file}.signing-key`);
          expect(key).toEqual(readFileSync(`${source}.signing-key`));
        }
        const tables = await tablesOf(`sqlite:${file}`);
        expect(only(takes, tables)).toEqual(only(takes, world.tables));
        if (name === 'replay') expect(statSync(file).mode & 0o222).toBe(0);
      };
      return {
        args,
        look: async () => {
          expect(digestOf(source)).toBe(before);
          if (existsSync(file)) {
            // What was killed behind the last step may have left its first name, never another file.
            await expectMade();
            return 'all';
          }
          const begun = readdirSync(room).filter((each) => !each.startsWith(`made.db${TEMPORARY}`));
          expect(begun.filter((each) => !beside.includes(each.slice('made.db'.length)))).toEqual(
            [],
          );
          return 'nothing';
        },
        again: async (left) => {
          if (left === 'all') {
            expectFailure(await gatehouse(args), 1, /exists already/);
            if (name !== 'replay') await expectSound(`sqlite:${file}`);
            return;
          }
          if (existsSync(file + TEMPORARY)) {
            expectFailure(await gatehouse(args), 1, /incomplete exists: .* in that case remove it/);
            // What the line says, and no more.
            rmSync(file + TEMPORARY);
          }
          await gatehouseJson(args);
          await expectMade();
        },
      };
    },
  };
}

const TAKEN = [...ARRIVING, 'community_secret', ...READ_MODELS];

const backup = making(
  'backup',
  ({ sound }, file) => ['backup', file, '--database', `sqlite:${sound}`],
  ['.head.json', '.signing-key'],
  TAKEN,
);

const restore = making(
  'restore',
  (world, file) => ['restore', world.backup, '--database', `sqlite:${file}`],
  ['.signing-key'],
  TAKEN,
  (world) => world.backup,
);

const replay = making(
  'replay',
  ({ sound, tables }, file) => [
    'replay',
    ...['--until', String(tables.events?.length), '--into', file],
    ...['--database', `sqlite:${sound}`],
  ],
  [],
  ['events', 'personal_keys', ...READ_MODELS],
);

/** Nobody works there any more: whoever was killed may have left a transaction to its server. */
async function quiet(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (;;) {
      const { rows } = await client.query<{ others: number }>(
        `SELECT count(*)::int AS others FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      );
      if (rows[0]?.others === 0) return;
      await pause(20);
    }
  } finally {
    await client.end();
  }
}

const copyToPostgres: LongCommand = {
  name: 'copy to PostgreSQL',
  goesOn: true,
  attempt: async ({ sound, tables }) => {
    const database = await temporaryDatabase();
    const { url } = database;
    const args = ['copy', '--from', `sqlite:${sound}`, '--to', url];
    const before = digestOf(sound);
    const key = readFileSync(`${sound}.signing-key`, 'utf8');
    const expectArrived = (there: Tables): void => {
      const names = [...ARRIVING, 'community_secret'];
      expect(only(names, there)).toEqual(only(names, tables));
      expect(there.signing_key).toEqual([
        JSON.stringify([
          ['id', 1],
          ['pem', key],
        ]),
      ]);
    };
    return {
      args,
      look: async () => {
        await quiet(url);
        expect(digestOf(sound)).toBe(before);
        const there: Tables = await tablesOf(url);
        if ((there.events ?? []).length > 0) {
          expectArrived(there);
          return 'all';
        }
        for (const name of ARRIVING) expect(there[name] ?? []).toEqual([]);
        return 'nothing';
      },
      again: async (left) => {
        if (left === 'all') {
          expectFailure(await gatehouse(args), 1, /the target holds a community already/);
          // The read models may be left to it.
          await expectStarts(url);
        } else {
          await gatehouseJson(args);
        }
        const there = await tablesOf(url);
        if (left === 'nothing') expectArrived(there);
        expect(only(READ_MODELS, there)).toEqual(only(READ_MODELS, tables));
      },
      end: () => database.drop(),
    };
  },
};

const copyFromPostgres: LongCommand = {
  name: 'copy from PostgreSQL',
  attempt: async (world, room) => {
    // It is only read: one for all.
    const { url, before } = await (there ??= copied(world));
    const made = await making(
      'copy',
      (_, file) => ['copy', '--from', url, '--to', `sqlite:${file}`],
      ['.signing-key'],
      TAKEN,
    ).attempt(world, room);
    return {
      ...made,
      look: async () => {
        await quiet(url);
        expect(await tablesOf(url)).toEqual(before);
        return made.look();
      },
    };
  },
};

const copyOfFile = making(
  'copy',
  ({ sound }, file) => ['copy', '--from', `sqlite:${sound}`, '--to', `sqlite:${file}`],
  ['.signing-key'],
  TAKEN,
);

let there: Promise<{ readonly url: string; readonly before: Tables }> | undefined;

async function copied({
  sound,
}: World): Promise<{ readonly url: string; readonly before: Tables }> {
  const database = await temporaryDatabase({ durable: false });
  const { url } = database;
  afterTheCommands.push(() => database.drop());
  await gatehouseJson(['copy', '--from', `sqlite:${sound}`, '--to', url]);
  return { url, before: await tablesOf(url) };
}

/** What is to be done at the end. */
export const afterTheCommands: (() => Promise<void>)[] = [];

/** The files of a database as they lie there, elsewhere. */
function twinOf(path: string, room: string): string {
  const twin = join(room, 'twin.db');
  for (const end of ['', '-wal', '.signing-key']) {
    if (existsSync(path + end)) copyFileSync(path + end, twin + end);
  }
  return twin;
}

/** Read models of a rebuild that did not come to its end. */
function unfinishedIn(tables: Tables): readonly string[] {
  return Object.keys(tables).filter((name) => name.includes('__r'));
}

const rebuild: LongCommand = {
  name: 'projections rebuild',
  // Tables that were made anew are what they were: it cannot be seen whether it came to its end.
  goesOn: true,
  attempt: ({ sound, tables }, room) => {
    const path = copyTo(room, sound);
    const url = `sqlite:${path}`;
    const args = ['projections', 'rebuild', '--database', url];
    return {
      args,
      look: async () => {
        const there: Tables = await tablesOf(url);
        expect(only(TAKEN, there)).toEqual(only(TAKEN, tables));
        const twin = twinOf(path, room);
        await expectStarts(`sqlite:${twin}`);
        const started = await tablesOf(`sqlite:${twin}`);
        expect(only(READ_MODELS, started)).toEqual(only(READ_MODELS, tables));
        expect(unfinishedIn(started)).toEqual([]);
        let rebuilt = 0;
        withFile(path, (database) => {
          rebuilt = database
            .prepare('SELECT max(rebuilds) FROM projections')
            .pluck()
            .get() as number;
        });
        return rebuilt < 0 ? 'all' : 'nothing';
      },
      again: async () => {
        await gatehouseJson(args);
        const there = await tablesOf(url);
        expect(only(TAKEN, there)).toEqual(only(TAKEN, tables));
        expect(unfinishedIn(there)).toEqual([]);
      },
    };
  },
};

const migrate: LongCommand = {
  name: 'migrate up',
  goesOn: true,
  attempt: ({ older, sound, tables }, room) => {
    const path = join(room, 'gatehouse.db');
    copyFileSync(older, path);
    copyFileSync(`${sound}.signing-key`, `${path}.signing-key`);
    const url = `sqlite:${path}`;
    const args = ['migrate', 'up', '--database', url];
    const state = async (): Promise<string> =>
      (await gatehouseJson<{ state: string }>(['migrate', 'status', '--database', url])).state;
    const expectMigrated = async (at: string): Promise<void> => {
      const there: Tables = await tablesOf(at);
      const names = ['events', ...READ_MODELS];
      expect(only(names, there)).toEqual(only(names, tables));
      expect(unfinishedIn(there)).toEqual([]);
    };
    return {
      args,
      look: async () => {
        expect(await tablesOf(url)).toMatchObject({ events: tables.events });
        const twin = twinOf(path, room);
        await expectStarts(`sqlite:${twin}`);
        await expectMigrated(`sqlite:${twin}`);
        if ((await state()) !== 'current') return 'nothing';
        const list = ['projections', 'list', '--database', url];
        const { projections } = await gatehouseJson<{
          projections: readonly { readonly current: boolean }[];
        }>(list);
        return projections.every(({ current }) => current) ? 'all' : 'nothing';
      },
      again: async (left) => {
        const said = await gatehouseJson<{ rebuilt: readonly string[] }>(args);
        if (left === 'all') expect(said).toMatchObject({ migrated: [], rebuilt: [] });
        expect(await state()).toBe('current');
        await expectMigrated(url);
      },
    };
  },
};

const importing: LongCommand = {
  name: 'import decentcom',
  attempt: async (world, room) => {
    const path = copyTo(room, world.fresh);
    const url = `sqlite:${path}`;
    const source = digestOf(world.decentcom);
    const before = await tablesOf(url);
    const args = ['import', 'decentcom', world.decentcom, '--database', url];
    let members = 0;
    withFile(world.decentcom, (database) => {
      members = database.prepare('SELECT count(*) FROM users').pluck().get() as number;
    });
    return {
      args,
      look: async () => {
        expect(digestOf(world.decentcom)).toBe(source);
        const there = await tablesOf(url);
        if (there.events?.length !== before.events?.length) {
          expect(there.members).toHaveLength(members);
          await expectSound(`sqlite:${twinOf(path, room)}`);
          return 'all';
        }
        expect(there).toEqual(before);
        await expectStarts(`sqlite:${twinOf(path, room)}`);
        return 'nothing';
      },
      again: async (left) => {
        const { events } = await gatehouseJson<{ events: number }>(args);
        if (left === 'all') expect(events).toBe(0);
        expect((await tablesOf(url)).members).toHaveLength(members);
        expect((await gatehouseJson<{ events: number }>(args)).events).toBe(0);
        await expectSound(url);
      },
    };
  },
};

const exporting: LongCommand = {
  name: 'audit export',
  goesOn: true,
  attempt: ({ sound, exported }, room) => {
    const file = join(room, 'export.ndjson');
    const args = ['audit', 'export', '--out', file, '--database', `sqlite:${sound}`];
    const before = digestOf(sound);
    return {
      args,
      look: () => {
        expect(digestOf(sound)).toBe(before);
        const bytes = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
        expect(exported.subarray(0, bytes.length).equals(bytes)).toBe(true);
        return Promise.resolve(bytes.length === exported.length ? 'all' : 'nothing');
      },
      again: async () => {
        if (existsSync(file)) expectFailure(await gatehouse(args), 1, /--resume goes on where/);
        await gatehouseJson([...args, '--resume']);
        expect(readFileSync(file).equals(exported)).toBe(true);
        await gatehouseJson(['audit', 'verify', '--file', file]);
      },
    };
  },
};

const erasing: LongCommand = {
  name: 'members erase',
  tells: false,
  attempt: ({ sound, person, name }, room) => {
    const path = copyTo(room, sound);
    const url = `sqlite:${path}`;
    const args = ['members', 'erase', person.userId, '--yes', '--database', url];
    const personal = personalOf(person, { 'the name': name });
    const isErased = async (): Promise<boolean> =>
      ((await tablesOf(url)).events ?? []).some((row) => row.includes('"UserErased"'));
    return {
      args,
      look: async () => {
        const erased = await isErased();
        // What was killed between its commit and the files is finished by whoever opens these next.
        await expectSound(url);
        const traces = tracesInFolder(room, personal);
        if (erased) expect(traces).toEqual([]);
        else expect(traces).toContain('the name in gatehouse.db');
        return erased ? 'all' : 'nothing';
      },
      again: async () => {
        const { code } = await gatehouse(args);
        // Whoever is forgotten stays so.
        expect(code).toBe(0);
        expect(await isErased()).toBe(true);
        expect(tracesInFolder(room, personal)).toEqual([]);
        await expectSound(url);
      },
    };
  },
};

export const LONG_COMMANDS: readonly LongCommand[] = [
  backup,
  restore,
  replay,
  copyToPostgres,
  copyFromPostgres,
  importing,
  rebuild,
  migrate,
  exporting,
  erasing,
];

/** Those that write on a disk of ours, and on no server's. */
export const ON_A_DISK: readonly LongCommand[] = [
  ...LONG_COMMANDS.filter((command) => command !== copyToPostgres && command !== copyFromPostgres),
  copyOfFile,
];
