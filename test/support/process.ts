import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';

const MAIN = join(import.meta.dirname, '..', '..', 'dist', 'bundle', 'main.js');

export interface RunningGatehouse {
  readonly url: string;
  readonly process: ChildProcess;
  /** What it has written so far. */
  readonly output: () => { readonly stdout: string; readonly stderr: string };
  readonly ownerLink: string | undefined;
  /** SIGTERM, and the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL, at once. */
  kill(): Promise<void>;
}

/** A folder of its own for the files of one test. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'gatehouse-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('No port was given.');
  return address.port;
}

export type Settings = Readonly<Record<string, string>>;

/** Starts the program with nothing but the given settings, and collects what it says. */
export function launch(settings: Settings): {
  readonly process: ChildProcess;
  readonly output: () => { readonly stdout: string; readonly stderr: string };
} {
  const child = spawn(process.execPath, [MAIN], {
    cwd: tmpdir(),
    env: { PATH: process.env.PATH ?? '', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return { process: child, output: () => ({ stdout, stderr }) };
}

/** Starts Gatehouse on a real database and waits until it is open. */
export async function startGatehouse(
  databaseUrl: string,
  settings: Settings = {},
): Promise<RunningGatehouse> {
  for (;;) {
    const started = await tryToStart(databaseUrl, settings);
    if (started) return started;
  }
}

/** Nothing when another program took the port between its choice and the start. */
async function tryToStart(
  databaseUrl: string,
  settings: Settings,
): Promise<RunningGatehouse | undefined> {
  const port = settings.GATEHOUSE_PORT ?? String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const { process: child, output } = launch({
    GATEHOUSE_PORT: port,
    GATEHOUSE_PUBLIC_URL: url,
    GATEHOUSE_DATABASE_URL: databaseUrl,
    GATEHOUSE_RATE_LIMIT: 'off',
    GATEHOUSE_LOG_LEVEL: 'warn',
    ...settings,
  });
  const exited = once(child, 'exit');
  const closed = once(child, 'close');
  const isOpen = await Promise.race([
    waitForOutput(child, () => output().stdout.includes('Gatehouse is open at')).then(() => true),
    closed.then(() => false),
  ]);
  if (!isOpen) {
    const taken = output().stderr.includes('another program listens there');
    if (taken && settings.GATEHOUSE_PORT === undefined) return undefined;
    throw new Error(`Gatehouse did not start: ${output().stdout}${output().stderr}`);
  }
  return {
    url,
    process: child,
    output,
    ownerLink: /^Owner link: (\S+)$/m.exec(output().stdout)?.[1],
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
      return child.exitCode;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function waitForOutput(child: ChildProcess, isThere: () => boolean): Promise<void> {
  while (!isThere()) {
    if (!child.stdout) throw new Error('Its output is not piped.');
    await once(child.stdout, 'data');
  }
}
