// Takes a picture of every page and state that the suites of the web client come to, on phones and on a desktop, light,
// dark and in German, into test/web/screenshots/. They are for people to look at; git ignores them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { passOnSignals, statusOf } from './signals.mjs';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'test', 'web', 'screenshots');

rmSync(folder, { recursive: true, force: true });
const child = spawn(process.execPath, [join(root, 'prove', 'run.mjs'), 'web'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, TEST_SCREENSHOTS: 'on' },
});
passOnSignals((signal) => child.kill(signal));
const [code, signal] = await once(child, 'exit');
console.log(`\nThe pictures are in ${folder}.`);
process.exitCode = statusOf(code, signal);
