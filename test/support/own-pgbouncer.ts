import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import { asUser } from './own-postgres.js';
import { freePort, temporaryFolder } from './process.js';

/** Debian puts it where only root looks. */
const PROGRAM = process.env.TEST_PGBOUNCER_BIN ?? '/usr/sbin/pgbouncer';

export type PoolMode = 'session' | 'transaction' | 'statement';

/**
 * `describe` where a PgBouncer of one's own can be started; elsewhere it is skipped, and says so. With
 * `TEST_PGBOUNCER=required` it fails instead.
 */
export function withOwnPgBouncer(name: string, tests: () => void): void {
  if (spawnSync(PROGRAM, ['--version']).status === 0) {
    describe(name, tests);
    return;
  }
  const missing = `there is no ${PROGRAM}`;
  if (process.env.TEST_PGBOUNCER === 'required') {
    throw new Error(`These tests start PgBouncer: ${missing}`);
  }
  describe.skip(`${name} (skipped: ${missing})`, tests);
}

/** A PgBouncer of one test, as it is after its installation, before one database. */
export class OwnPgBouncer {
  private server: ChildProcess | undefined;

  private constructor(
    private readonly port: number,
    private readonly target: URL,
    private readonly folder: ReturnType<typeof temporaryFolder>,
  ) {}

  /** Resolves once it takes connections. */
  static async start(
    databaseUrl: string,
    mode: PoolMode,
    others: readonly string[] = [],
  ): Promise<OwnPgBouncer> {
    const bouncer = new OwnPgBouncer(await freePort(), new URL(databaseUrl), temporaryFolder());
    bouncer.configure(mode, others);
    await bouncer.start();
    return bouncer;
  }

  /** As in `GATEHOUSE_DATABASE_URL`. */
  get url(): string {
    return `postgres://${this.target.username}@127.0.0.1:${this.port}/behind`;
  }

  /** @param others lines of its own settings */
  private configure(mode: PoolMode, others: readonly string[]): void {
    const { hostname, port, username, password, pathname } = this.target;
    const secret = decodeURIComponent(password);
    const target = `host=${hostname} port=${port || 5432} dbname=${pathname.slice(1)} user=${username}`;
    const lines = [
      '[databases]',
      `behind = ${target}${secret === '' ? '' : ` password=${secret}`}`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${this.port}`,
      'unix_socket_dir =',
      'auth_type = any',
      `pool_mode = ${mode}`,
      // More than two processes have at once.
      'default_pool_size = 40',
      ...others,
    ];
    // It does not run as root.
    chmodSync(this.folder.path, 0o755);
    writeFileSync(join(this.folder.path, 'pgbouncer.ini'), lines.join('\n'), { mode: 0o644 });
  }

  async start(): Promise<void> {
    const server = spawn(PROGRAM, [join(this.folder.path, 'pgbouncer.ini')], {
      ...asUser(),
      cwd: '/',
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.server = server;
    let said = '';
    while (!said.includes('process up')) {
      const [chunk] = (await Promise.race([
        once(server.stderr, 'data'),
        once(server, 'exit').then(() => {
          throw new Error(`PgBouncer did not start: ${said}`);
        }),
      ])) as [Buffer];
      said += chunk.toString();
    }
    server.stderr.resume();
  }

  async kill(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (!server) return;
    const exited = once(server, 'exit');
    server.kill('SIGKILL');
    await exited;
  }

  async remove(): Promise<void> {
    await this.kill();
    this.folder.remove();
  }
}
