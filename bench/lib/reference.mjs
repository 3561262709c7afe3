import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const REFERENCES = join(import.meta.dirname, '..', 'references');

/** Starts a program of references/; its first message says that it is ready. */
export async function startReference(program, args) {
  const child = fork(join(REFERENCES, program), args, { env: { PATH: process.env.PATH } });
  const exited = once(child, 'exit');
  const failed = exited.then(([code]) => {
    throw new Error(`The reference ${program} ended with ${code}.`);
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
