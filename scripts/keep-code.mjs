// Runs what is built once, on a database that is thrown away, and keeps the code that V8 made of it: of a server
// from its start to its stop, and of the command line. Without it all runs as well, but starts more slowly.
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepCode, load } from '../dist/bundle/load.js';

/** Milliseconds after which it is left. */
const PATIENCE = 60_000;

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

async function untilOpen(url) {
  const answer = await fetch(`${url}/readyz`).catch(() => undefined);
  if (answer?.ok) return;
  await new Promise((resolve) => setTimeout(resolve, 50));
  await untilOpen(url);
}

function settingsFor(port, folder) {
  // Whoever builds may have settings of their own: for a server that is not this one.
  const others = Object.keys(process.env).filter((name) => name.startsWith('GATEHOUSE_'));
  for (const name of others) delete process.env[name];
  process.env.GATEHOUSE_PORT = String(port);
  process.env.GATEHOUSE_LOG_LEVEL = 'warn';
  process.env.GATEHOUSE_DATABASE_URL = `sqlite:${join(folder, 'gatehouse.db')}`;
}

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-build-'));
// A file with settings would be read from where we are.
process.chdir(folder);
process.on('exit', (code) => {
  rmSync(folder, { recursive: true, force: true });
  if (code === 0) keepCode();
});
setTimeout(() => {
  process.stderr.write('The server that was built did not open; its code is not kept.\n');
  process.exit(1);
}, PATIENCE).unref();

const port = await freePort();
settingsFor(port, folder);
load('main.cjs');
await untilOpen(`http://127.0.0.1:${port}`);
const nobody = { write: () => true };
const { run } = load('run.cjs');
await run(['--help'], nobody, nobody);
await run(['invites', 'list'], nobody, nobody);
process.kill(process.pid, 'SIGTERM');
