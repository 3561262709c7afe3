import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Chance } from '../src/cli/demo/chance.js';
import { startCommand, type Ending } from '../test/support/command-line.js';
import { times } from '../test/support/concurrently.js';
import { temporaryFolder } from '../test/support/process.js';
import { count, figure, progressOf, rounds, SEED } from '../test/support/proof.js';
import {
  afterTheCommands,
  LONG_COMMANDS,
  expectSound,
  type Attempt,
  type LongCommand,
} from './cut-off/commands.js';
import { makeWorld, type World } from './cut-off/world.js';

const KILLS = rounds(2);
/** So many more are interrupted, as by Ctrl-C. */
const INTERRUPTS = Math.ceil(KILLS / 5);
const MEASURED = 3;
/** Each command takes so much of its time to be loaded, in which nothing can be torn. */
const LOADING = 0.25;
const INTERRUPTED = 130;

const chance = new Chance(SEED);
let world: World;

beforeAll(async () => {
  world = await makeWorld();
});
afterAll(async () => {
  for (const end of afterTheCommands) await end();
  // Read by all of them, and never written.
  await expectSound(`sqlite:${world.sound}`);
  world.remove();
  temporary.remove();
});

/** What a command lays into the folder of the system for temporary files, it lays here. */
const temporary = temporaryFolder();

function run({ args }: Attempt) {
  return startCommand(args, { TMPDIR: temporary.path });
}

/** How many milliseconds it takes when nobody disturbs it, at the median. */
async function timeOf(command: LongCommand): Promise<number> {
  const took: number[] = [];
  for (const _ of times(MEASURED)) {
    const room = world.room();
    const attempt = await command.attempt(world, room);
    const begun = performance.now();
    const { code, stderr } = await run(attempt).ended;
    took.push(performance.now() - begun);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(await attempt.look()).toBe('all');
    await attempt.end?.();
    rmSync(room, { recursive: true });
  }
  return took.sort((a, b) => a - b)[MEASURED >> 1] ?? 0;
}

interface Cut extends Ending {
  readonly left: 'nothing' | 'all';
  /** Whether it was cut off before its end. */
  readonly isCut: boolean;
  /** Whether it had begun with its work by then, as far as it has said. */
  readonly hasBegun: boolean;
}

async function cutOff(
  command: LongCommand,
  signal: 'SIGKILL' | 'SIGINT',
  afterMs: number,
): Promise<Cut> {
  const room = world.room();
  const attempt = await command.attempt(world, room);
  for (const name of readdirSync(temporary.path)) {
    rmSync(join(temporary.path, name), { recursive: true });
  }
  const running = run(attempt);
  const timer = setTimeout(() => running.process.kill(signal), afterMs);
  const ending = await running.ended;
  clearTimeout(timer);
  const { code, stdout, stderr } = ending;
  const isCut = code === null || code === INTERRUPTED;
  const hasBegun = / [\d,]+ of [\d,]+/.test(stderr);
  expect({ signal, code, stdout, stderr }).toMatchObject({
    code: isCut ? code : 0,
    ...(isCut && code !== null && { stderr: expect.stringMatching(/gatehouse: Interrupted\.\n$/) }),
  });
  try {
    const left = await attempt.look();
    if (!isCut) expect(left).toBe('all');
    if (code === INTERRUPTED && command.goesOn !== true) {
      expect({ left, temporary: readdirSync(temporary.path) }).toEqual({
        left: 'nothing',
        temporary: [],
      });
      expect(readdirSync(room).filter((name) => name.includes('.incomplete'))).toEqual([]);
    }
    await attempt.again(left);
    return { ...ending, left, isCut, hasBegun };
  } finally {
    await attempt.end?.();
    rmSync(room, { recursive: true });
  }
}

describe(`each long command, killed ${KILLS} times and interrupted ${INTERRUPTS} times`, () => {
  it.each(LONG_COMMANDS.map((command) => [command.name, command] as const))(
    '%s leaves nothing or all of it, and succeeds again',
    async (name, command) => {
      const takes = await timeOf(command);
      /** Another part of its time each, at a moment that chance chooses. */
      const moment = (index: number, of: number): number =>
        takes * (LOADING + ((1 - LOADING) * (index + chance.fraction())) / of);
      const done = progressOf(KILLS + INTERRUPTS, `times: ${name}`);
      const killed: Cut[] = [];
      for (const index of times(KILLS)) {
        killed.push(await cutOff(command, 'SIGKILL', moment(index, KILLS)));
        done(killed.length);
      }
      const interrupted: Cut[] = [];
      for (const index of times(INTERRUPTS)) {
        interrupted.push(await cutOff(command, 'SIGINT', moment(index, INTERRUPTS)));
        done(KILLS + interrupted.length);
      }
      const cut = killed.filter(({ isCut }) => isCut);
      const midway = cut.filter(({ hasBegun }) => hasBegun).length;
      const whole = cut.filter(({ left }) => left === 'all').length;
      figure(
        `${name}: ${count(cut.length)} of ${count(KILLS)} cut off, ` +
          (command.tells === false ? '' : `${count(midway)} of them at work, `) +
          `${count(whole)} behind the last step; ` +
          `${count(interrupted.filter(({ isCut }) => isCut).length)} of ${count(INTERRUPTS)} interrupted`,
      );
      // Else little was shown.
      expect(cut.length).toBeGreaterThanOrEqual(KILLS / 2);
      if (command.tells !== false) expect(midway).toBeGreaterThanOrEqual(KILLS / 4);
    },
  );
});
