import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';

const BENCH = join(import.meta.dirname, '..');

/** Starts a program, named by its path from `bench/`, in a process of its own; its first message says that it is ready. */
export async function startProgram(program, args) {
  const child = fork(resolve(BENCH, program), args.map(String), {
    env: { PATH: process.env.PATH },
  });
  const exited = once(child, 'exit');
  const failed = exited.then(([code]) => {
    throw new Error(`The program ${program} ended with ${code}.`);
  });
  // Whoever waits for a message hears of it.
  failed.catch(() => undefined);
  const message = async () => (await Promise.race([once(child, 'message'), failed]))[0];
  const ready = await message();
  return {
    ...ready,
    /** Sends a task and answers what came of it. */
    ask: (task) => {
      child.send(task);
      return message();
    },
    stop: async () => {
      child.kill();
      await exited;
    },
  };
}
