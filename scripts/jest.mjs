// Runs jest on ES modules, which takes a flag that Node warns about at every start.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { passOnSignals, statusOf } from './signals.mjs';

const JEST = fileURLToPath(new URL('../node_modules/jest/bin/jest.js', import.meta.url));
const FLAGS = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];

/** Its exit status. A signal to this process ends jest, too. */
export async function jest(args, options = {}) {
  const child = spawn(process.execPath, [...FLAGS, JEST, ...args], {
    stdio: 'inherit',
    ...options,
  });
  const stop = passOnSignals((signal) => child.kill(signal));
  const [code, signal] = await once(child, 'exit');
  stop();
  if (signal !== null) console.error(`jest was ended by ${signal}.`);
  return statusOf(code, signal);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exit(await jest(process.argv.slice(2)));
}
