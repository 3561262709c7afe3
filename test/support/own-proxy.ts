import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import { freePort, temporaryFolder } from './process.js';
import { until } from './until.js';

const DOCUMENTED = join(import.meta.dirname, '..', '..', 'docs', 'operations.md');

export type ProxyName = 'nginx' | 'caddy';

/** `describe` where the proxy can be started; elsewhere it is skipped, or fails with `TEST_PROXIES=required`. */
export function withOwnProxy(name: ProxyName, tests: () => void): void {
  const isThere = spawnSync(name, [name === 'nginx' ? '-v' : 'version']).status === 0;
  if (isThere) {
    describe(`behind ${name}`, tests);
    return;
  }
  if (process.env.TEST_PROXIES === 'required') throw new Error(`There is no ${name}.`);
  describe.skip(`behind ${name} (skipped: there is no ${name})`, tests);
}

/** What the page for operators says to write into the files of a kind, such as `nginx` or `ini`. */
export function documented(kind: string): string {
  const [, text] = new RegExp(`^\`\`\`${kind}\n(.*?)^\`\`\``, 'ms').exec(
    readFileSync(DOCUMENTED, 'utf8'),
  ) ?? [undefined, undefined];
  if (text === undefined) throw new Error(`Nothing of the kind ${kind} is documented.`);
  return text;
}

/** A proxy as the page for operators sets it up: only ports, the certificate and the time of quiet are its own. */
export class OwnProxy {
  private server: ChildProcess | undefined;

  private constructor(
    private readonly name: ProxyName,
    private readonly port: number,
    private readonly tlsPort: number,
    private readonly folder: ReturnType<typeof temporaryFolder>,
  ) {}

  /** One that is not started yet, as the server needs to know where it will be. */
  static async prepare(name: ProxyName): Promise<OwnProxy> {
    return new OwnProxy(name, await freePort(), await freePort(), temporaryFolder());
  }

  /** Without TLS. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get tlsUrl(): string {
    return `https://localhost:${this.tlsPort}`;
  }

  get certificate(): string {
    return readFileSync(join(this.folder.path, 'cert.pem'), 'utf8');
  }

  /** What stands in the access log, where there is one. */
  get accessLog(): string {
    return this.name === 'nginx' ? readFileSync(join(this.folder.path, 'access.log'), 'utf8') : '';
  }

  /**
   * Resolves once it takes connections.
   *
   * @param quietSeconds after which it closes an unused connection to the server
   */
  async start(upstream: string, quietSeconds: number): Promise<void> {
    const { path } = this.folder;
    const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
    const named = ['-nodes', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const files = ['-keyout', join(path, 'key.pem'), '-out', join(path, 'cert.pem')];
    execFileSync('openssl', [...request, ...named, ...files], { stdio: 'ignore' });
    const text = documented(this.name === 'nginx' ? 'nginx' : 'caddyfile')
      .replaceAll('127.0.0.1:8080', new URL(upstream).host)
      .replaceAll(/\b60s\b/g, `${quietSeconds}s`);
    const args = this.name === 'nginx' ? this.forNginx(text) : this.forCaddy(text);
    this.server = spawn(this.name, args, {
      stdio: 'ignore',
      env: { PATH: process.env.PATH ?? '', HOME: path },
    });
    await until(`${this.name} takes connections`, () => this.takesConnections());
  }

  private forNginx(text: string): readonly string[] {
    const { path } = this.folder;
    const site = text
      .replace(
        'listen 443 ssl;',
        `listen 127.0.0.1:${this.port}; listen 127.0.0.1:${this.tlsPort} ssl;`,
      )
      .replace('server_name community.example;', 'server_name localhost 127.0.0.1;')
      .replace('/etc/ssl/community.example.pem', join(path, 'cert.pem'))
      .replace('/etc/ssl/community.example.key', join(path, 'key.pem'));
    const around = `daemon off; user root; pid ${path}/nginx.pid; error_log ${path}/error.log;
      events {} http { access_log ${path}/access.log;\n${site}\n}\n`;
    writeFileSync(join(path, 'nginx.conf'), around);
    return ['-p', path, '-c', join(path, 'nginx.conf')];
  }

  private forCaddy(text: string): readonly string[] {
    const { path } = this.folder;
    const at = (address: string, own: string): string =>
      text.replace('community.example {', `${address} {\n${own}`);
    const tls = `\ttls ${path}/cert.pem ${path}/key.pem\n`;
    const sites = [
      '{\n\tadmin off\n\tauto_https disable_redirects\n}\n',
      at(`http://127.0.0.1:${this.port}`, ''),
      at(`https://localhost:${this.tlsPort}`, tls),
    ];
    writeFileSync(join(path, 'Caddyfile'), sites.join('\n'));
    return ['run', '--config', join(path, 'Caddyfile'), '--adapter', 'caddyfile'];
  }

  private takesConnections(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(this.port, '127.0.0.1');
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.end();
    });
  }

  async remove(): Promise<void> {
    const { server } = this;
    if (server?.exitCode === null) {
      const exited = once(server, 'exit');
      server.kill('SIGTERM');
      await exited;
    }
    this.folder.remove();
  }
}
