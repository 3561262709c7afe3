import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { passOnSignals, statusOf } from '../scripts/signals.mjs';

/** How much of a command's output is kept for the last lines. */
const OUTPUT_LINES = 15;

/**
 * Runs a command in a process group of its own and shows what it says. After `patienceMs` the whole group is killed;
 * a signal to this process is passed on to it, and ends this process when the command has ended.
 */
export function runCommand(command, patienceMs, env = {}) {
  return new Promise((resolve) => {
    const child = spawn('bash', ['-c', command], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
      detached: true,
    });
    let said = '';
    const show = (chunk) => {
      process.stdout.write(chunk);
      said = (said + chunk.toString()).slice(-20_000);
    };
    child.stdout.on('data', show);
    child.stderr.on('data', show);
    let late = false;
    const timer = setTimeout(
      () => {
        late = true;
        signalGroup(child, 'SIGKILL');
        // Who has left the group may hold the output open for ever.
        child.stdout.destroy();
        child.stderr.destroy();
      },
      Math.max(1, patienceMs),
    );
    let passedOn;
    const stop = passOnSignals((signal) => {
      passedOn = signal;
      signalGroup(child, signal);
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      stop();
      if (passedOn) process.exit(statusOf(null, passedOn));
      const lines = stripVTControlCharacters(said).trimEnd().split('\n').slice(-OUTPUT_LINES);
      const how = late ? 'killed at the time limit' : `ended with ${signal ?? code}`;
      resolve({ ok: code === 0 && !late, late, how, lines });
    });
  });
}

function signalGroup({ pid }, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // It has just ended by itself.
    if (error.code !== 'ESRCH') throw error;
  }
}
