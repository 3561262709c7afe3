import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Chance } from '../src/cli/demo/chance.js';
import { expectFailure, startCommand } from '../test/support/command-line.js';
import { times } from '../test/support/concurrently.js';
import { temporaryFolder } from '../test/support/process.js';
import { count, figure, progressOf, rounds, SEED } from '../test/support/proof.js';
import { ON_A_DISK, type LongCommand } from './cut-off/commands.js';
import { makeWorld, type World } from './cut-off/world.js';

const TRIES = rounds(2);
const MEGABYTE = 1024 * 1024;
/** The size of the disk: more than any of the commands takes. */
const DISK = 64 * MEGABYTE;
/** So near we come to what a command needs. */
const NEAR = 64 * 1024;

const chance = new Chance(SEED);
const disk = temporaryFolder();
/** A disk of its own for temporary files, which is never full. */
const elsewhere = temporaryFolder();
let world: World;

beforeAll(async () => {
  // Only root may, on Linux: a quota of a user's own would not be what a full disk is.
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK}`, 'none', disk.path]);
  world = await makeWorld();
});
afterAll(() => {
  execFileSync('umount', [disk.path]);
  disk.remove();
  elsewhere.remove();
  world.remove();
});

/** Takes all of the disk but for so many bytes; answers what gives it back. */
function takeAllBut(free: number): () => void {
  const { bavail, bsize } = statfsSync(disk.path);
  const ballast = join(disk.path, 'ballast');
  writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - free)));
  return () => rmSync(ballast);
}

/** But for what SQLite keeps beside a database as long as somebody has it open. */
function filesIn(room: string): readonly string[] {
  return readdirSync(room).filter((name) => !/-(wal|shm)$/.test(name));
}

/**
 * Runs it with so much room, and again with more when that was too little.
 * @returns whether there was room enough
 */
async function tryWith(free: number, command: LongCommand, temporary: string): Promise<boolean> {
  const room = join(disk.path, 'room');
  mkdirSync(room);
  mkdirSync(temporary, { recursive: true });
  const attempt = await command.attempt(world, room);
  try {
    const before = filesIn(room);
    const giveBack = takeAllBut(free);
    const ending = await startCommand(attempt.args, { TMPDIR: temporary }).ended;
    giveBack();
    const isDone = ending.code === 0;
    if (!isDone) {
      expectFailure(ending, 1, /./);
      expect(ending.stderr).not.toMatch(/A fault of Gatehouse|^ +at /m);
      if (command.goesOn !== true) expect(filesIn(room)).toEqual(before);
    }
    expect(readdirSync(temporary)).toEqual([]);
    const left = await attempt.look();
    // What goes on later may have come a part of its way, each step of it whole.
    if (isDone || command.goesOn !== true) {
      expect({ left, said: ending.stderr }).toMatchObject({ left: isDone ? 'all' : 'nothing' });
    }
    await attempt.again(left);
    return isDone;
  } finally {
    await attempt.end?.();
    rmSync(room, { recursive: true });
  }
}

describe(`each long command, on a disk that is full ${TRIES} times at another moment`, () => {
  const places = [
    ['where it writes to', elsewhere.path],
    ['for its temporary files, too', join(disk.path, 'temporary')],
  ] as const;
  it.each(
    ON_A_DISK.flatMap((command) =>
      places.map(([where, temporary]) => [command.name, where, command, temporary] as const),
    ),
  )('%s, %s, says so and leaves what was there', async (name, _, command, temporary) => {
    let [tooLittle, enough, full] = [0, DISK / 2, 0];
    expect(await tryWith(enough, command, temporary)).toBe(true);
    while (enough - tooLittle > NEAR) {
      const free = (tooLittle + enough) / 2;
      if (await tryWith(free, command, temporary)) enough = free;
      else [tooLittle, full] = [free, full + 1];
    }
    const done = progressOf(TRIES, `times: ${name}`);
    for (const index of times(TRIES)) {
      const free = (tooLittle * (index + chance.fraction())) / TRIES;
      if (!(await tryWith(free, command, temporary))) full += 1;
      done(index);
    }
    figure(`${name}: needs ${(enough / MEGABYTE).toFixed(1)} MB, full ${count(full)} times`);
    expect(full).toBeGreaterThanOrEqual(TRIES);
  });
});
