import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { OwnPostgres, withOwnPostgres } from '../test/support/own-postgres.js';
import { memberBy, ownerOf } from '../test/support/person.js';
import { launch, startGatehouse, temporaryFolder } from '../test/support/process.js';
import { figure } from '../test/support/proof.js';

const PASSWORD = 'pass word/of?keeper';

/** As who sells PostgreSQL gives it away: over TLS only, by a CA of theirs, with a role that owns one database. */
withOwnPostgres('a managed PostgreSQL', () => {
  const folder = temporaryFolder();
  const authority = join(folder.path, 'authority.pem');
  let postgres: OwnPostgres;

  beforeAll(async () => {
    makeAuthority(folder.path, 'authority');
    makeAuthority(folder.path, 'stranger');
    postgres = await OwnPostgres.prepare();
    postgres.useTls(certificateFor('localhost', folder.path));
    postgres.letIn(
      'hostssl community keeper 127.0.0.1/32 scram-sha-256',
      'host all postgres 127.0.0.1/32 trust',
    );
    await postgres.start();
    await postgres.query(`CREATE ROLE keeper LOGIN PASSWORD '${PASSWORD}'`);
    await postgres.query('CREATE DATABASE community OWNER keeper');
  });
  afterAll(async () => {
    await postgres.remove();
    folder.remove();
  });

  const address = (host: string, query: string): string =>
    `postgres://keeper:${encodeURIComponent(PASSWORD)}@${host}:${postgres.port}/community?${query}`;

  it('is used over TLS, by a role that is no superuser', async () => {
    const url = address('localhost', `sslmode=verify-full&sslrootcert=${authority}`);
    for (const turn of [1, 2]) {
      const server = await startGatehouse(url);
      if (turn === 1) await memberBy(server.url, await (await ownerOf(server)).invite());
      const connections = await postgres.query(
        `SELECT usename, usesuper, ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
           JOIN pg_user USING (usename) WHERE datname = 'community' AND usename <> 'postgres'`,
      );
      expect(connections.length).toBeGreaterThan(1);
      for (const connection of connections) {
        expect(connection).toEqual({ usename: 'keeper', usesuper: false, ssl: true });
      }
      expect(await server.stop()).toBe(0);
      figure(`${connections.length} connections, all of them over TLS`);
    }
  });

  it.each([
    ['localhost', 'sslmode=disable', /no pg_hba\.conf entry.*no encryption$/],
    [
      'localhost',
      'sslmode=verify-full',
      /; let sslrootcert in the address name the file of whoever/,
    ],
    ['localhost', 'sslmode=verify-full&sslrootcert=STRANGER', /certificate/],
    ['127.0.0.1', 'sslmode=verify-full&sslrootcert=AUTHORITY', /; use a host name that is in /],
  ])('is refused with what to do: %s?%s', async (host, query, why) => {
    const filled = query
      .replace('AUTHORITY', authority)
      .replace('STRANGER', join(folder.path, 'stranger.pem'));
    const { process: child, output } = launch({
      GATEHOUSE_PORT: '0',
      GATEHOUSE_DATABASE_URL: address(host, filled),
    });
    await once(child, 'close');
    const lines = output().stderr.trimEnd().split('\n');
    expect([child.exitCode, lines.length]).toEqual([1, 1]);
    expect(lines[0]?.replace(/\.$/, '')).toMatch(why);
    expect(lines[0]).not.toContain('keeper:');
  });
});

const NEW = ['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];

/** An authority of that name: `<name>.pem` and `<name>.key`. */
function makeAuthority(folder: string, name: string): void {
  const files = ['-keyout', join(folder, `${name}.key`), '-out', join(folder, `${name}.pem`)];
  openssl(...NEW, '-x509', '-subj', `/CN=${name}`, ...files);
}

/** A certificate for a host, by `authority.pem`. */
function certificateFor(host: string, folder: string): { key: string; certificate: string } {
  const at = (name: string) => join(folder, name);
  const [key, certificate] = [at('server.key'), at('server.pem')];
  const name = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`];
  openssl(...NEW, ...name, '-keyout', key, '-out', at('server.csr'));
  const by = ['-CA', at('authority.pem'), '-CAkey', at('authority.key'), '-CAcreateserial'];
  const what = ['-in', at('server.csr'), '-copy_extensions', 'copy', '-out', certificate];
  openssl('x509', '-req', '-days', '2', ...what, ...by);
  return { key, certificate };
}

function openssl(...args: readonly string[]): void {
  const { status, stderr } = spawnSync('openssl', args);
  if (status !== 0) throw new Error(`openssl ${args.join(' ')}: ${stderr.toString()}`);
}
