import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runInThisContext } from 'node:vm';
import { expect } from '@jest/globals';
import type { run as Run } from '../../src/cli/run.js';
import { temporaryFolder, type Settings } from './process.js';

export const GATEHOUSE = join(import.meta.dirname, '..', '..', 'dist', 'bundle', 'gatehouse.js');

export interface Ending {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCommand {
  readonly process: ChildProcess;
  /** Resolves when it has said how far it is with `step`; fails should it end before. */
  underWay(step?: string): Promise<void>;
  readonly ended: Promise<Ending>;
}

/**
 * Starts `gatehouse` with nothing but the given settings in its environment.
 * @param isTyped whether something will be typed into it
 */
export function startCommand(
  args: readonly string[],
  settings: Settings = {},
  { isTyped = false } = {},
): RunningCommand {
  return started([process.execPath, GATEHOUSE, ...args], settings, isTyped);
}

/** Runs it where no file may grow past so many kilobytes: as on a full disk, and nobody need be root. */
export function gatehouseOnFullDisk(args: readonly string[], kilobytes = 64): Promise<Ending> {
  const limited = ['bash', '--norc', '-c', `ulimit -f ${kilobytes}; exec "$@"`, 'gatehouse'];
  return started([...limited, process.execPath, GATEHOUSE, ...args], {}, false).ended;
}

function started(
  [program = '', ...args]: readonly string[],
  settings: Settings,
  isTyped: boolean,
): RunningCommand {
  const child = spawn(program, args, {
    cwd: tmpdir(),
    env: { PATH: process.env.PATH ?? '', ...settings },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  if (!isTyped) child.stdin.end();
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, stdout, stderr }));
  return {
    process: child,
    ended,
    underWay: (step = '') =>
      new Promise((resolve, reject) => {
        child.stderr.on('data', () => {
          if (new RegExp(`${step}.*: \\d+.* of \\d`).test(stderr)) resolve();
        });
        child.once('close', () => reject(new Error(`It ended: ${stdout}${stderr}`)));
      }),
  };
}

/** Runs `gatehouse` to its end, in a process of its own. */
export function gatehouseProcess(args: readonly string[], settings?: Settings): Promise<Ending> {
  return startCommand(args, settings).ended;
}

/** The built program's own, as `gatehouseProcess` runs it. */
const { load } = (await import(new URL('load.js', pathToFileURL(GATEHOUSE)).href)) as {
  readonly load: (name: 'run.cjs') => { readonly run: typeof Run };
};
const { run } = load('run.cjs');

/** Of the process itself, as the built program sees it: a suite has a copy. */
const environment = runInThisContext('process.env') as NodeJS.ProcessEnv;

/**
 * Runs `gatehouse` to its end in this process: the same program, without the second that each start
 * takes. One at a time, as it reads its settings from the environment; and in a folder where nothing
 * is, as without them it takes the database that lies in the working directory.
 */
export async function gatehouse(args: readonly string[], settings: Settings = {}): Promise<Ending> {
  let stdout = '';
  let stderr = '';
  const given = Object.entries(environment).filter(([name]) => name.startsWith('GATEHOUSE_'));
  for (const [name] of given) Reflect.deleteProperty(environment, name);
  Object.assign(environment, settings);
  const home = process.cwd();
  const empty = temporaryFolder();
  process.chdir(empty.path);
  try {
    const out = { write: (text: string) => (stdout += text) };
    const err = { write: (text: string) => (stderr += text) };
    return { code: await run(args, out, err), stdout, stderr };
  } finally {
    process.chdir(home);
    empty.remove();
    for (const name of Object.keys(settings)) Reflect.deleteProperty(environment, name);
    Object.assign(environment, Object.fromEntries(given));
  }
}

/** Runs it in this process and reads its JSON; fails unless it ended well. */
export async function gatehouseJson<Result>(
  args: readonly string[],
  settings?: Settings,
): Promise<Result> {
  const { code, stdout, stderr } = await gatehouse(['--json', ...args], settings);
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${String(code)}: ${stderr}`);
  return JSON.parse(stdout) as Result;
}

/** Fails unless it ended with this code, and one line on standard error that says why. */
export function expectFailure(
  { code, stdout, stderr }: Ending,
  expected: number,
  why: RegExp,
): void {
  const lines = stderr.trimEnd().split('\n');
  const last = lines.filter(
    (line) => !/^[a-z_, ]+: [\d,]+ of [\d,]+(, [\d,.]+ a second, .* left)?$/.test(line),
  );
  expect({ code, stdout, last }).toEqual({
    code: expected,
    stdout: '',
    last: [expect.stringMatching(/^gatehouse: .*\.$/)],
  });
  expect(stderr).toMatch(why);
}
