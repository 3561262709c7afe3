import { createHash } from 'node:crypto';
import {
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { KNOWN_MIGRATIONS } from '../../dist/src/event-store/schema-state.js';
import { EVENT_REGISTRY } from '../../dist/src/events.js';
import { PROJECTIONS } from '../../dist/src/projections.js';
import { grownCommunity } from './grown-community.mjs';
import { say } from './progress.mjs';
import { seedInvites } from './seed.mjs';

/** How many events the scenarios mean by a large log. */
export const LARGE_LOG = Number(process.env.BENCH_EVENTS ?? 1_000_000);

const KEPT = join(import.meta.dirname, '..', '.kept');
/** Raise it when a community is to be made in another way. */
const RECIPE = 1;
const EVENTS_OF_A_JOIN = 3;
/** One event in so many makes an invite, so that lists grow with the log. */
const EVENTS_TO_AN_INVITE = 100;
/** What stands beside the database when it is whole. */
const ABOUT = 'community.json';
const DATABASE = 'gatehouse.db';
/** Begins the name of a folder that is being filled; the process that does ends it. */
const UNFINISHED = 'unfinished-';
const NEVER = '2999-12-31T23:59:59.999Z';

/**
 * A community with about so many events: members who came in by one invite, and invites of its owner. It is kept
 * between runs under bench/.kept, and made anew when the program would store it in another form.
 *
 * @param {number} events
 * @returns {Promise<{ events: number, owner: string, ownerId: string, code: string, copyTo: (file: string) => void }>}
 *   how many events there are in fact; the token of the owner's session, which does not expire, and who they are;
 *   the invite; `copyTo` makes a copy to work on: the kept file itself is never written
 */
export async function keptCommunity(events) {
  const folder = join(KEPT, `${events}-${formOfToday()}`);
  if (!existsSync(folder)) await make(folder, events);
  return {
    ...JSON.parse(readFileSync(join(folder, ABOUT), 'utf8')),
    copyTo: (file) => {
      say(`copying ${events.toLocaleString('en')} events`);
      for (const part of readdirSync(folder).filter((name) => name.startsWith(DATABASE))) {
        const copy = file + part.slice(DATABASE.length);
        copyFileSync(join(folder, part), copy, constants.COPYFILE_FICLONE);
      }
    },
  };
}

/** Names how a community is made and stored: schema, event types, read models. */
function formOfToday() {
  const form = [
    RECIPE,
    KNOWN_MIGRATIONS,
    [...EVENT_REGISTRY].map(([name, { schemaVersion, personal }]) => [
      name,
      schemaVersion,
      personal,
    ]),
    PROJECTIONS.map(({ name, version, schema }) => [name, version, schema]),
  ];
  return createHash('sha256').update(JSON.stringify(form)).digest('hex').slice(0, 12);
}

/** Makes it in a folder of another name, which takes its own when all is there. */
async function make(folder, events) {
  mkdirSync(KEPT, { recursive: true });
  removeUseless(events);
  const unfinished = join(KEPT, `${UNFINISHED}${process.pid}`);
  mkdirSync(unfinished);
  const invites = Math.floor(events / EVENTS_TO_AN_INVITE);
  const joins = Math.ceil((events - invites) / EVENTS_OF_A_JOIN);
  try {
    const file = join(unfinished, DATABASE);
    const { owner, ownerId, code } = await grownCommunity(file, joins);
    keepSignedIn(file);
    await seedInvites(file, ownerId, invites);
    const about = { events: countEvents(file), owner, ownerId, code };
    writeFileSync(join(unfinished, ABOUT), JSON.stringify(about), { mode: 0o600 });
    renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** Removes those of the same size that were made for another form, and what was interrupted. */
function removeUseless(events) {
  for (const name of readdirSync(KEPT)) {
    const isOld = name.startsWith(`${events}-`);
    const isInterrupted =
      name.startsWith(UNFINISHED) && !isRunning(Number(name.slice(UNFINISHED.length)));
    if (isOld || isInterrupted) rmSync(join(KEPT, name), { recursive: true });
  }
}

function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** The owner, who alone has a session, is to be signed in for as long as the file is kept. */
function keepSignedIn(file) {
  withDatabase(file, (database) =>
    database.prepare('UPDATE sessions SET expires_at = ?').run(NEVER),
  );
}

function countEvents(file) {
  return withDatabase(file, (database) =>
    database.prepare('SELECT max(position) FROM events').pluck().get(),
  );
}

/** Through a connection that leaves no WAL behind, as one that only reads would. */
function withDatabase(file, work) {
  const database = new Database(file);
  try {
    return work(database);
  } finally {
    database.close();
  }
}
