import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { describe } from '@jest/globals';
import { freePort, temporaryFolder } from './process.js';

const PROGRAM = process.env.TEST_REDIS_SERVER ?? 'redis-server';

/**
 * `describe` where a Redis server of one's own can be started; elsewhere it is skipped, and says so.
 * With `TEST_REDIS=required` it fails instead.
 */
export function withOwnRedis(name: string, tests: () => void): void {
  if (spawnSync(PROGRAM, ['--version']).status === 0) {
    describe(name, tests);
    return;
  }
  const missing = `there is no ${PROGRAM}`;
  if (process.env.TEST_REDIS === 'required') throw new Error(`These tests start Redis: ${missing}`);
  describe.skip(`${name} (skipped: ${missing})`, tests);
}

/** A Redis server of one test, on its own port; it keeps nothing over a stop. */
export class OwnRedis {
  private server: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    private readonly password: string,
    private readonly folder: ReturnType<typeof temporaryFolder>,
  ) {}

  /** One that is not started yet. */
  static async prepare(password: string): Promise<OwnRedis> {
    return new OwnRedis(await freePort(), password, temporaryFolder());
  }

  /** As in `GATEHOUSE_REDIS_URL`. */
  get url(): string {
    return `redis://:${this.password}@127.0.0.1:${this.port}/1`;
  }

  /** Resolves once it takes connections. */
  async start(): Promise<void> {
    const { port, password, folder } = this;
    const options = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder.path];
    const keeping = ['--save', '', '--appendonly', 'no', '--requirepass', password];
    const server = spawn(PROGRAM, [...options, ...keeping], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.server = server;
    let said = '';
    while (!said.includes('Ready to accept connections')) {
      const [chunk] = (await Promise.race([
        once(server.stdout, 'data'),
        once(server, 'exit').then(() => {
          throw new Error(`Redis did not start: ${said}`);
        }),
      ])) as [Buffer];
      said += chunk.toString();
    }
    server.stdout.resume();
  }

  /** It stands still, its connections stay open. */
  freeze(): void {
    this.server?.kill('SIGSTOP');
  }

  thaw(): void {
    this.server?.kill('SIGCONT');
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
