import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { BadSetting, loadConfig } from '../../src/config.js';
import { call, ownerOf } from '../support/person.js';
import { figure, rounds } from '../support/proof.js';
import {
  freePort,
  launch,
  startGatehouse,
  temporaryFolder,
  type RunningGatehouse,
  type Settings,
} from '../support/process.js';
import { until } from '../support/until.js';

const ROOT = join(import.meta.dirname, '..', '..');
const MAIN = join(ROOT, 'dist', 'bundle', 'main.js');

const folder = temporaryFolder();
/** A database as the program leaves it, to be copied. */
const sound = join(folder.path, 'sound.db');

beforeAll(async () => {
  const server = await start(sound);
  await ownerOf(server);
  expect(await server.stop()).toBe(0);
});

afterAll(() => folder.remove());

const started: ChildProcess[] = [];

async function start(databaseFile: string): Promise<RunningGatehouse> {
  const server = await startGatehouse(`sqlite:${databaseFile}`);
  started.push(server.process);
  return server;
}

// What a failed test has left running must not keep the suite from ending.
afterEach(async () => {
  for (const child of started.splice(0)) {
    if (hasEnded(child)) continue;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }
});

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

interface Ending {
  readonly settings: Settings;
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the program and waits for its end; should it open instead, it is stopped and that is said. */
async function runToItsEnd(settings: Settings): Promise<Ending> {
  const { process: child, output } = launch({ GATEHOUSE_PORT: '0', ...settings });
  child.stdout?.on('data', () => {
    if (output().stdout.includes('Gatehouse is open')) child.kill('SIGKILL');
  });
  await once(child, 'close');
  return { settings, code: child.exitCode, ...output() };
}

/** As many as there may be processors to spare: each start is a second of work. */
async function twoAtATime(all: readonly Settings[]): Promise<readonly Ending[]> {
  const waiting = [...all];
  const endings: Ending[] = [];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      endings.push(await runToItsEnd(next));
    }
  };
  await Promise.all([work(), work()]);
  return endings;
}

/** Fails unless the start was refused with one line that begins with the variable's name. */
function expectRefused({ code, stdout, stderr }: Ending, variable: string, why: RegExp): void {
  expect(stdout).not.toContain('Gatehouse is open');
  expect(stderr.split('\n')).toEqual([expect.stringMatching(new RegExp(`^${variable}\\b`)), '']);
  expect(stderr).toMatch(why);
  expect(code).toBe(1);
}

describe('a setting that is not allowed stops the start with one line', () => {
  /** The variable, what is said to be allowed, values to start with, and more to check as fast. */
  const BAD: readonly (readonly [string, RegExp, readonly string[], readonly string[]])[] = [
    ['GATEHOUSE_HOST', /host|listen/, ['not a host', '192.0.2.1'], ['x'.repeat(256)]],
    ['GATEHOUSE_PORT', /0 to 65535/, ['65536', '80\n81'], ['abc', '-1', '1.5', '0x50', '1e3']],
    ['GATEHOUSE_PUBLIC_URL', /http or https URL/, ['x.example', 'http://['], ['ftp://x', 'x']],
    ['GATEHOUSE_DATABASE_URL', /sqlite:<path>/, ['gatehouse.db'], ['sqlite:', 'mysql://x/y']],
    ['GATEHOUSE_SQLITE_SYNCHRONOUS', /full or normal/, ['off'], ['FULL', 'full ']],
    ['GATEHOUSE_SERVER_NAME', /1 to 100 characters/, ['a\u0007b'], ['x'.repeat(101), 'a\nb']],
    ['GATEHOUSE_SERVER_ICON', /http or https URL/, ['data:,x'], [`https://${'x'.repeat(2001)}`]],
    ['GATEHOUSE_MEMBERSHIP_MODE', /open, invite_only, allowlist, closed/, ['Open'], ['valueOf']],
    ['GATEHOUSE_BOOTSTRAP', /owner-invite or first-user/, ['first_user'], ['on']],
    ['GATEHOUSE_OWNER_PUBKEY', /Ed25519 public key/, ['z'.repeat(44)], ['abc', '0'.repeat(44)]],
    ['GATEHOUSE_INVITE_CODE_LENGTH', /8 to 32/, ['7'], ['33', 'eight', '8.5', '-8']],
    ['GATEHOUSE_MAX_ACTIVE_INVITES', /1 to 100000/, ['0'], ['100001', 'many', '1.5']],
    ['GATEHOUSE_SESSION_TTL_SECONDS', /1 to 31536000/, ['0'], ['31536001', '1h', '-1']],
    ['GATEHOUSE_RATE_LIMIT', /on, off, or requests a minute/, ['true'], ['ON', 'preview=0']],
    ['GATEHOUSE_REDIS_URL', /rediss:\/\/ for TLS/, ['cache:6379'], ['redis://', 'http://cache']],
    ['GATEHOUSE_CORS_ORIGINS', /origins separated/, ['*'], ['https://a/b', 'https://a,', 'null']],
    ['GATEHOUSE_DECENTCOM', /on or off/, ['true'], ['ON', '1']],
    ['GATEHOUSE_TRUST_PROXY', /false, .* 1 to 10, or their networks/, ['0'], ['11', '0.0.0.0/0']],
    ['GATEHOUSE_HSTS_SECONDS', /0 to 63072000/, ['-1'], ['1y', '63072001']],
    ['GATEHOUSE_DRAIN_SECONDS', /0 to 300/, ['301'], ['-1', '5s']],
    ['GATEHOUSE_KEEP_ALIVE_SECONDS', /1 to 3600/, ['0'], ['3601', 'long']],
    ['GATEHOUSE_LOG_LEVEL', /fatal, error, warn, info, debug/, ['verbose'], ['INFO', '30']],
  ];

  it('as the whole program says', async () => {
    // Of all these settings, as many as there is time for; each is read by the same code, which is tried below.
    const tried = BAD.flatMap(([variable, allowed, values]) =>
      values.map((value) => ({ variable, allowed, value })),
    ).slice(0, rounds(4));
    const endings = await twoAtATime(
      tried.map(({ variable, value }) => ({
        GATEHOUSE_DATABASE_URL: 'sqlite::memory:',
        [variable]: value,
      })),
    );
    for (const { variable, allowed, value } of tried) {
      const ending = endings.find(({ settings }) => settings[variable] === value);
      if (!ending) throw new Error(`It was not started with ${variable}.`);
      expectRefused(ending, variable, allowed);
    }
    figure(`${tried.length} starts refused, each with one line`);
  });

  it.each(BAD)('%s, whatever it is', (variable, allowed, some, others) => {
    // What the system says of a host, only a start finds out.
    for (const value of variable === 'GATEHOUSE_HOST' ? others : [...some, ...others]) {
      const load = () => loadConfig({ [variable]: value });
      expect(load).toThrow(BadSetting);
      expect(load).toThrow(allowed);
      expect(load).toThrow(new RegExp(`^${variable} is .*$`));
    }
  });

  it('and makes no database', async () => {
    const path = join(folder.path, 'never', 'made.db');
    const ending = await runToItsEnd({
      GATEHOUSE_DATABASE_URL: `sqlite:${path}`,
      GATEHOUSE_RATE_LIMIT: 'yes',
    });
    expectRefused(ending, 'GATEHOUSE_RATE_LIMIT', /on, off, or/);
    expect(existsSync(dirname(path))).toBe(false);
  });

  it('and shows no password', async () => {
    const url = 'postgres://gate:secret@127.0.0.1:1/nowhere x';
    const ending = await runToItsEnd({ GATEHOUSE_DATABASE_URL: url });
    expectRefused(ending, 'GATEHOUSE_DATABASE_URL', /is something else; allowed is sqlite/);
    expect(ending.stderr).not.toContain('secret');
  });
});

describe('a database that is not to be touched stops the start and stays as it was', () => {
  /** Changes a copy of a sound database through SQLite. */
  const altered = (path: string, statement: string): void => {
    copyFileSync(sound, path);
    const database = new Database(path);
    database.exec(statement);
    database.close();
  };

  /** Overwrites a part of a copy of a sound database. */
  const damaged = (path: string, from: number, length = Number.MAX_SAFE_INTEGER): void => {
    const bytes = readFileSync(sound);
    writeFileSync(path, bytes.fill(0xa5, from, Math.min(bytes.length, from + length)));
  };

  const FILES: readonly (readonly [string, RegExp, (path: string) => void])[] = [
    [
      'a text',
      /not a Gatehouse database/,
      (path) => writeFileSync(path, 'Dear diary,\n'.repeat(99)),
    ],
    [
      'the beginning of a database',
      /not a Gatehouse database/,
      (path) => {
        copyFileSync(sound, path);
        truncateSync(path, 50);
      },
    ],
    [
      "another program's database",
      /not a Gatehouse database/,
      (path) => {
        const database = new Database(path);
        database.exec('CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES (1)');
        database.close();
      },
    ],
    ['a newer schema', /newer version/, (path) => altered(path, 'PRAGMA user_version = 999')],
    [
      'an unknown migration',
      /newer version/,
      (path) =>
        altered(
          path,
          `INSERT INTO migrations (timestamp, name) VALUES (2e12, 'Future2000000000000')`,
        ),
    ],
    [
      'a truncated database',
      /malformed|damaged/,
      (path) => {
        copyFileSync(sound, path);
        truncateSync(path, Math.floor(readFileSync(sound).length / 2));
      },
    ],
    ['a damaged schema', /malformed|damaged/, (path) => damaged(path, 100, 3996)],
    ['a database with a damaged body', /malformed|damaged|not a/, (path) => damaged(path, 4096)],
    ['a folder', /not a file/, (path) => mkdirSync(path)],
  ];

  const homes = FILES.map((_, index) => join(folder.path, `refused-${index}`));
  const pathIn = (home: string): string => join(home, 'gatehouse.db');
  let before: readonly string[];
  let endings: readonly Ending[];

  beforeAll(async () => {
    FILES.forEach(([, , make], index) => {
      const home = homes[index] ?? '';
      mkdirSync(home);
      make(pathIn(home));
    });
    before = homes.map((home) => contentOf(pathIn(home)));
    endings = await twoAtATime(
      homes.map((home) => ({ GATEHOUSE_DATABASE_URL: `sqlite:${pathIn(home)}` })),
    );
  });

  it.each(FILES.map(([name, why], index) => ({ name, why, index })))('$name', ({ why, index }) => {
    const home = homes[index] ?? '';
    const path = pathIn(home);
    const url = `sqlite:${path}`;
    const ending = endings.find(({ settings }) => settings.GATEHOUSE_DATABASE_URL === url);
    if (!ending) throw new Error('It was not started.');
    expectRefused(ending, 'GATEHOUSE_DATABASE_URL', why);
    expect(ending.stderr).toContain(path);
    expect(contentOf(path) === before[index]).toBe(true);
    expect(readdirSync(home)).toEqual(['gatehouse.db']);
  });

  it('a database with a damaged table of its own', async () => {
    const path = join(folder.path, 'damaged-table.db');
    const database = new Database(sound, { readonly: true });
    const root = database
      .prepare<[], number>(`SELECT rootpage FROM sqlite_master WHERE name = 'projections'`)
      .pluck()
      .get();
    const size = Number(database.pragma('page_size', { simple: true }));
    database.close();
    damaged(path, (Number(root) - 1) * size, size);
    const ending = await runToItsEnd({ GATEHOUSE_DATABASE_URL: `sqlite:${path}` });
    expectRefused(ending, 'GATEHOUSE_DATABASE_URL', /malformed|damaged/);
  });

  it.each(['/dev/null/x/gatehouse.db'])('a path that cannot be: %s', async (path) => {
    const ending = await runToItsEnd({ GATEHOUSE_DATABASE_URL: `sqlite:${path}` });
    expectRefused(ending, 'GATEHOUSE_DATABASE_URL', /cannot be/);
    expect(ending.stderr).toContain(path);
  });

  it('a database that is served already, until its server is gone, however that goes', async () => {
    const path = join(folder.path, 'served.db');
    const settings = { GATEHOUSE_DATABASE_URL: `sqlite:${path}` };
    const server = await start(path);
    expectRefused(await runToItsEnd(settings), 'GATEHOUSE_DATABASE_URL', /served already/);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    await server.kill();
    const next = await start(path);
    expect(await next.stop()).toBe(0);
  });

  it('while a sound one, copied in the same way, opens', async () => {
    const path = join(folder.path, 'copy.db');
    copyFileSync(sound, path);
    const server = await start(path);
    expect(await server.stop()).toBe(0);
  });

  it('and an empty file is a fresh community', async () => {
    const path = join(folder.path, 'empty.db');
    writeFileSync(path, '');
    const server = await start(path);
    expect(server.ownerLink).toBeDefined();
    expect(await server.stop()).toBe(0);
  });
});

function contentOf(path: string): string {
  return statSync(path).isFile() ? readFileSync(path, 'latin1') : 'no file';
}

describe('the start', () => {
  it('stops with one line when the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    if (typeof address !== 'object' || address === null) throw new Error('No port was given.');
    const ending = await runToItsEnd({
      GATEHOUSE_DATABASE_URL: 'sqlite::memory:',
      GATEHOUSE_PORT: String(address.port),
    });
    other.close();
    expectRefused(ending, 'GATEHOUSE_PORT', /another program listens there/);
  });

  it('reads .env in the working directory, and the environment before it', async () => {
    const cwd = join(folder.path, 'home');
    mkdirSync(cwd);
    writeFileSync(
      join(cwd, '.env'),
      `GATEHOUSE_PORT=1\nGATEHOUSE_SERVER_NAME="From the file"\nGATEHOUSE_LOG_LEVEL=warn\n`,
    );
    const { port, end } = await openAsPeopleDo(process.execPath, [MAIN], cwd);
    const { body } = await call(`http://127.0.0.1:${port}`, 'GET', '/api/v1/server');
    expect(body.name).toBe('From the file');
    // The default database lies in the working directory, too.
    expect(existsSync(join(cwd, 'data', 'gatehouse.db'))).toBe(true);
    expect(await end()).toBe(0);
  });

  it('as `npm start`, ends cleanly when the process that was started is told to', async () => {
    const { port, end } = await openAsPeopleDo('npm', ['start'], ROOT, {
      HOME: folder.path,
      // Other suites run what is built.
      BUILD: 'off',
      GATEHOUSE_DATABASE_URL: `sqlite:${join(folder.path, 'supervised.db')}`,
    });
    expect(await end()).toBe(0);
    // The output is closed by the last process that holds it: nothing was left behind.
    await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow();
  });
});

interface Opened {
  readonly port: number;
  /** SIGTERM, and the exit code when nobody holds its output any more. */
  readonly end: () => Promise<number | null>;
}

/** Runs a command in a folder until Gatehouse is open. */
async function openAsPeopleDo(
  command: string,
  args: readonly string[],
  cwd: string,
  settings: Settings = {},
): Promise<Opened> {
  const port = await freePort();
  const child = spawn(command, args, {
    cwd,
    env: { PATH: process.env.PATH ?? '', GATEHOUSE_PORT: String(port), ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const closed = once(child, 'close');
  await until('it is open', () => said.includes('Gatehouse is open') || hasEnded(child));
  if (said.includes(`Gatehouse is open at http://localhost:${port}\n`)) {
    const end = async (): Promise<number | null> => {
      child.kill('SIGTERM');
      await closed;
      return child.exitCode;
    };
    return { port, end };
  }
  await closed;
  // Between its choice and the start, another program took the port.
  if (said.includes('another program listens there')) {
    return openAsPeopleDo(command, args, cwd, settings);
  }
  throw new Error(`It did not open: ${said}`);
}
