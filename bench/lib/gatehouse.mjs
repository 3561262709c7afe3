import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { finishLine } from './progress.mjs';
import { summarise } from './profile-summary.mjs';

const BUILT = join(import.meta.dirname, '..', '..', 'dist');
const PROFILER = pathToFileURL(join(import.meta.dirname, 'profiler.mjs')).href;
/** The end of what it wrote: it says why it failed to start. */
const LOG_KEPT = 4096;

/**
 * Starts the program as an operator would, but for the rate limit, and waits until it is open.
 *
 * @param {string} database a file, or a `postgres://` URL
 * @param {{ profiled: boolean, unbundled?: boolean, preload?: string, built?: string }} options `preload` is a file
 *   of `bench/lib`, `built` the `dist` of another checkout
 */
export async function startGatehouse(
  database,
  { profiled, unbundled = false, preload, built = BUILT },
) {
  const onPostgres = database.startsWith('postgres:');
  const port = await freePort();
  const spawnedAt = performance.now();
  const before = [
    ...(profiled ? [PROFILER] : []),
    ...(preload === undefined ? [] : [pathToFileURL(join(import.meta.dirname, preload)).href]),
  ];
  const program = [
    ...before.flatMap((file) => ['--import', file]),
    // Before it is bundled it can be told whose code it is.
    profiled || unbundled ? join(built, 'src', 'main.js') : join(built, 'bundle', 'main.js'),
  ];
  const child = spawn(process.execPath, program, {
    // Where no .env file is.
    cwd: onPostgres ? tmpdir() : dirname(database),
    env: {
      PATH: process.env.PATH,
      GATEHOUSE_PORT: String(port),
      GATEHOUSE_DATABASE_URL: onPostgres ? database : `sqlite:${database}`,
      GATEHOUSE_RATE_LIMIT: 'off',
    },
    stdio: ['ignore', 'pipe', 'pipe', ...(profiled ? ['ipc'] : [])],
  });
  let log = '';
  child.stderr.on('data', (chunk) => (log = (log + chunk).slice(-LOG_KEPT)));
  const exited = once(child, 'exit');
  const started = await Promise.race([
    outputUntil(child.stdout, 'Gatehouse is open at'),
    exited.then(([code]) => {
      throw new Error(`Gatehouse ended with ${code} instead of starting:\n${log}`);
    }),
  ]);
  const startMs = performance.now() - spawnedAt;
  return {
    port,
    pid: child.pid,
    /** From the start of the process until it said that it was open. */
    startMs,
    /** Printed at the start of a community that has no owner yet. */
    ownerLink: /^Owner link: (\S+)$/m.exec(started)?.[1],
    profile: (file, work) => profile(child, file, work),
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

async function outputUntil(stream, text) {
  let output = '';
  stream.setEncoding('utf8');
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    output += chunk;
    if (output.includes(text)) break;
  }
  return output;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Records the CPU profile of the child while `work` goes on, and prints what it says. */
async function profile(child, file, work) {
  child.send({ start: true });
  await once(child, 'message');
  const result = await work();
  child.send({ stop: file });
  await once(child, 'message');
  finishLine();
  console.log(summarise(JSON.parse(readFileSync(file, 'utf8'))));
  console.log(`  The profile is in ${file}: open it in the DevTools of a browser.`);
  return result;
}
