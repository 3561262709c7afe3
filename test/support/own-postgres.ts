import {
  execFile,
  spawn,
  spawnSync,
  type ChildProcess,
  type SpawnOptions,
} from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chownSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe } from '@jest/globals';
import { Client } from 'pg';
import { freePort, temporaryFolder } from './process.js';

/** Where Debian puts the programs of each version. */
const VERSIONS = '/usr/lib/postgresql';
const POLL_MS = 50;

/** The folder of the newest server programs: named by `TEST_POSTGRES_BIN`, or Debian's. */
function programs(): string | undefined {
  const debian = existsSync(VERSIONS) ? readdirSync(VERSIONS) : [];
  const folders = debian
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(VERSIONS, version, 'bin'));
  const given = process.env.TEST_POSTGRES_BIN;
  return [...(given === undefined ? [] : [given]), ...folders].find((folder) =>
    existsSync(join(folder, 'initdb')),
  );
}

/**
 * `describe` where a server of one's own can be started, to be stopped and killed; elsewhere it is
 * skipped, and says so. With `TEST_POSTGRES=required` it fails instead.
 */
export function withOwnPostgres(name: string, tests: () => void): void {
  if (programs() !== undefined) {
    describe(name, tests);
    return;
  }
  const missing = `no initdb in TEST_POSTGRES_BIN or ${VERSIONS}`;
  if (process.env.TEST_POSTGRES === 'required') {
    throw new Error(`These tests start PostgreSQL themselves: ${missing}`);
  }
  describe.skip(`${name} (skipped: ${missing})`, tests);
}

/** PostgreSQL and what belongs to it refuse to run as root: then they run as the user that its package made. */
export function asUser(): Pick<SpawnOptions, 'uid' | 'gid'> {
  if (process.getuid?.() !== 0) return {};
  const line = /^postgres:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'));
  if (!line) throw new Error('There is no user postgres, and PostgreSQL does not run as root.');
  return { uid: Number(line[1]), gid: Number(line[2]) };
}

/** A PostgreSQL server of one test: its own folder and port, to be treated as badly as need be. */
export class OwnPostgres {
  private server: ChildProcess | undefined;
  private log = '';

  private constructor(
    readonly port: number,
    private readonly bin: string,
    private readonly folder: ReturnType<typeof temporaryFolder>,
  ) {}

  /** Makes the folder of a server that is not started yet. */
  static async prepare(): Promise<OwnPostgres> {
    const bin = programs();
    if (bin === undefined) throw new Error('There are no programs of PostgreSQL.');
    const folder = temporaryFolder();
    const user = asUser();
    if (user.uid !== undefined) chownSync(folder.path, user.uid, user.gid ?? user.uid);
    const data = join(folder.path, 'data');
    const options = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'];
    const { status, stderr } = spawnSync(join(bin, 'initdb'), options, { ...user, cwd: '/' });
    if (status !== 0) throw new Error(`initdb failed: ${stderr.toString()}`);
    const postgres = new OwnPostgres(await freePort(), bin, folder);
    postgres.configure(`port = ${postgres.port}`, `listen_addresses = '127.0.0.1'`);
    postgres.configure(`unix_socket_directories = ''`, 'max_connections = 60');
    return postgres;
  }

  static async start(): Promise<OwnPostgres> {
    const postgres = await OwnPostgres.prepare();
    await postgres.start();
    return postgres;
  }

  /**
   * Another server with what this one has written so far, which knows nothing of what comes later: a
   * standby that does not hear of it. `SELECT pg_promote()` lets it take over.
   */
  async standby(): Promise<OwnPostgres> {
    await this.stop();
    const folder = temporaryFolder();
    spawnSync('cp', ['-a', `${this.folder.path}/.`, folder.path]);
    const standby = new OwnPostgres(await freePort(), this.bin, folder);
    standby.configure(`port = ${standby.port}`);
    const signal = join(folder.path, 'data', 'standby.signal');
    writeFileSync(signal, '');
    const { uid, gid } = asUser();
    if (uid !== undefined) chownSync(signal, uid, gid ?? uid);
    await this.start();
    return standby;
  }

  /** A standby that streams from this one while it is at work, and can be read. */
  async streamingStandby(): Promise<OwnPostgres> {
    const folder = temporaryFolder();
    const { uid, gid } = asUser();
    if (uid !== undefined) chownSync(folder.path, uid, gid ?? uid);
    const standby = new OwnPostgres(await freePort(), this.bin, folder);
    await standby.run('pg_basebackup', '-d', this.url, '-R', '-c', 'fast', '--no-sync');
    standby.configure(`port = ${standby.port}`);
    await standby.start();
    return standby;
  }

  /** From now on a commit is answered when the standby has it, too: any one that streams. */
  async waitForStandby(): Promise<void> {
    await this.query(`ALTER SYSTEM SET synchronous_standby_names = '*'`);
    await this.query('SELECT pg_reload_conf()');
    for (;;) {
      const rows = await this.query(
        `SELECT 1 FROM pg_stat_replication WHERE state = 'streaming' AND sync_state = 'sync'`,
      );
      if (rows.length > 0) return;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  /** Makes a standby the server that takes writes. */
  promote(): Promise<void> {
    return this.run('pg_ctl', 'promote', '-w');
  }

  /** One of its programs, on its own data. Whoever shares our process goes on meanwhile. */
  private async run(program: string, ...options: readonly string[]): Promise<void> {
    const data = join(this.folder.path, 'data');
    const all = [...options, '-D', data];
    await promisify(execFile)(join(this.bin, program), all, { ...asUser(), cwd: '/' });
  }

  get url(): string {
    return this.urlThrough(this.port);
  }

  /** Through a proxy that listens at another port. */
  urlThrough(port: number): string {
    return `postgres://postgres@127.0.0.1:${port}/postgres`;
  }

  /** Takes effect at the next start; the last of several values of one setting counts. */
  configure(...lines: readonly string[]): void {
    appendFileSync(join(this.folder.path, 'data', 'postgresql.conf'), `${lines.join('\n')}\n`);
  }

  /** Who may come in from where, in the words of `pg_hba.conf`, and nobody else. */
  letIn(...lines: readonly string[]): void {
    writeFileSync(join(this.folder.path, 'data', 'pg_hba.conf'), `${lines.join('\n')}\n`);
  }

  /** Takes connections over TLS, too. Both are paths of files in PEM. */
  useTls({ key, certificate }: { readonly key: string; readonly certificate: string }): void {
    for (const [name, file] of [
      ['server.key', key],
      ['server.crt', certificate],
    ] as const) {
      const path = join(this.folder.path, 'data', name);
      writeFileSync(path, readFileSync(file), { mode: 0o600 });
      const { uid, gid } = asUser();
      if (uid !== undefined) chownSync(path, uid, gid ?? uid);
    }
    this.configure('ssl = on');
  }

  /** Starts it and waits until it answers. After a crash it repairs itself first. */
  async start(): Promise<void> {
    for (;;) {
      const server = spawn(join(this.bin, 'postgres'), ['-D', join(this.folder.path, 'data')], {
        ...asUser(),
        cwd: '/',
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      server.stderr.on('data', (chunk: Buffer) => (this.log += chunk.toString()));
      this.server = server;
      while (server.exitCode === null && server.signalCode === null) {
        if (await this.answers()) return;
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
      // What is left of a killed server may hold its memory for a moment.
      if (!/still in use|lock file/.test(this.log)) {
        throw new Error(`PostgreSQL did not start: ${this.log}`);
      }
      this.log = '';
    }
  }

  private async answers(): Promise<boolean> {
    try {
      await this.query('SELECT 1');
      return true;
    } catch {
      return false;
    }
  }

  /** Asks it something as its superuser. */
  async query(text: string): Promise<readonly Record<string, unknown>[]> {
    const client = new Client({ connectionString: this.url, connectionTimeoutMillis: 5000 });
    client.on('error', () => undefined);
    await client.connect();
    try {
      const { rows } = await client.query<Record<string, unknown>>(text);
      return rows;
    } finally {
      await client.end();
    }
  }

  /** SIGKILL to the server and everything that it has started. */
  async kill(): Promise<void> {
    const { pid } = this.server ?? {};
    if (pid === undefined) return;
    const children = childrenOf(pid);
    await this.signal('SIGKILL');
    for (const child of children) {
      try {
        process.kill(child, 'SIGKILL');
      } catch {
        // It saw that its parent is gone, and went too.
      }
    }
  }

  /** `fast` lets nobody finish; `immediate` is a crash that the server commits itself. */
  stop(how: 'fast' | 'immediate' = 'fast'): Promise<void> {
    return this.signal(how === 'fast' ? 'SIGINT' : 'SIGQUIT');
  }

  private async signal(signal: NodeJS.Signals): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server?.exitCode !== null || server.signalCode !== null) return;
    const exited = once(server, 'exit');
    server.kill(signal);
    await exited;
  }

  /** Stops it for good. */
  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.folder.path, { recursive: true, force: true, maxRetries: 10 });
  }
}

function childrenOf(pid: number): readonly number[] {
  const list = `/proc/${pid}/task/${pid}/children`;
  if (!existsSync(list)) return [];
  return readFileSync(list, 'utf8').split(' ').filter(Boolean).map(Number);
}
