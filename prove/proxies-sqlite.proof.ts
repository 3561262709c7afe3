import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { times } from '../test/support/concurrently.js';
import { documented, OwnProxy, withOwnProxy, type ProxyName } from '../test/support/own-proxy.js';
import { memberBy, ownerOf, type Person } from '../test/support/person.js';
import { PlainSubscriber } from '../test/support/plain-subscriber.js';
import { startGatehouse, temporaryFolder, type RunningGatehouse } from '../test/support/process.js';
import { count, figure, progressOf, rounds } from '../test/support/proof.js';
import { Subscriber } from '../test/support/subscriber.js';
import { until } from '../test/support/until.js';

/** Requests about the time at which the proxy closes a connection that nobody uses. */
const AT_THE_EDGE = rounds(100);
/** In place of the documented 60 seconds, and of the server's own some seconds more. */
const QUIET_SECONDS = 1;
const KEPT_SECONDS = 6;

const files = temporaryFolder();
afterAll(() => files.remove());

for (const name of ['nginx', 'caddy'] satisfies readonly ProxyName[]) {
  withOwnProxy(name, () => {
    let proxy: OwnProxy;
    let server: RunningGatehouse;
    let owner: Person;

    beforeAll(async () => {
      proxy = await OwnProxy.prepare(name);
      server = await startGatehouse(`sqlite:${join(files.path, `${name}.db`)}`, {
        GATEHOUSE_PUBLIC_URL: proxy.url,
        GATEHOUSE_TRUST_PROXY: '1',
        GATEHOUSE_KEEP_ALIVE_SECONDS: String(KEPT_SECONDS),
        GATEHOUSE_LOG_LEVEL: 'info',
      });
      await proxy.start(server.url, QUIET_SECONDS);
      owner = await ownerOf({ url: proxy.url, ownerLink: server.ownerLink });
    });

    afterAll(async () => {
      await proxy.remove();
      await server.stop();
    });

    it('leads to the page of a link, also over TLS', async () => {
      const { body } = await owner.call('POST', '/invites');
      expect(body.invite_link).toBe(`${proxy.url}/invite/${body.code}`);
      const page = await fetch(body.invite_link);
      expect(page.status).toBe(200);
      expect(await page.text()).toContain('og:title');
      expect(await statusOverTls(proxy, `/invite/${body.code}`)).toBe(200);
    });

    it('lets both gateways through, which hear of a join', async () => {
      const code = await owner.invite();
      const socketIo = await Subscriber.connect(proxy.url, owner);
      const plain = await PlainSubscriber.connect(proxy.url, owner);
      const { userId } = await memberBy(proxy.url, code);
      for (const subscriber of [socketIo, plain]) {
        await subscriber.until((messages) =>
          messages.some(({ op, d }) => op === 'MEMBER_JOIN' && d.user_id === userId),
        );
      }
      // Nothing is heard for so long at the most: less than the 90 s after which a quiet line is cut.
      expect(Number(socketIo.of('HELLO')[0]?.d.heartbeat_interval_ms)).toBeLessThan(90_000);
      socketIo.close();
      plain.socket.close();
    });

    it('says from where somebody comes, whatever they say themselves', async () => {
      const { status } = await fetch(`${proxy.url}/api/v1/auth/me`, {
        headers: { 'x-forwarded-for': '203.0.113.9', authorization: 'Bearer nobody' },
      });
      expect(status).toBe(401);
      const elsewhere = await promisify(execFile)('curl', [
        ...['-s', '-o', '/dev/null', '-w', '%{http_code}', '--interface', '127.0.0.2'],
        ...['-H', 'x-forwarded-for: 203.0.113.9', `${proxy.url}/api/v1/auth/me`],
      ]);
      expect(elsewhere.stdout).toBe('401');
      const addresses = () =>
        server
          .output()
          .stderr.split('\n')
          .filter((line) => line.includes('"/api/v1/auth/me"'))
          .map((line) => (JSON.parse(line) as { readonly address: string }).address);
      await until('both were logged', () => addresses().length === 2);
      expect(addresses()).toEqual(['127.0.0.1', '127.0.0.2']);
    });

    it('keeps the metrics to itself, and tokens out of its log', async () => {
      expect([403, 404]).toContain((await fetch(`${proxy.url}/metrics`)).status);
      expect((await fetch(`${server.url}/metrics`)).status).toBe(200);
      const browser = await PlainSubscriber.open(proxy.url, { query: `?token=${owner.token}` });
      await browser.ready();
      browser.socket.close();
      expect(proxy.accessLog).not.toContain(owner.token);
    });

    it('never sends on a connection that is just being closed', async () => {
      const tried = progressOf(AT_THE_EDGE, 'requests');
      const statuses = new Map<number, number>();
      for (const index of times(AT_THE_EDGE)) {
        tried(index);
        const { status } = await owner.call('POST', '/invites', { body: { max_uses: 1 } });
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        await setTimeout(QUIET_SECONDS * 1000 + (index % 41) - 20);
      }
      expect([...statuses.keys()]).toEqual([201]);
      figure(`behind ${name}: ${count(AT_THE_EDGE)} requests about when connections close, no 502`);
    });
  });
}

describe('the unit for systemd', () => {
  it('is one that systemd takes', async () => {
    const unit = join(files.path, 'gatehouse.service');
    writeFileSync(
      unit,
      documented('ini')
        .replace('/usr/bin/node', process.execPath)
        .replace('/opt/gatehouse', files.path)
        .replace('User=gatehouse', 'User=root'),
    );
    const { stderr } = await promisify(execFile)('systemd-analyze', ['verify', unit]);
    expect(stderr.split('\n').filter((line) => line.includes('gatehouse.service'))).toEqual([]);
  });
});

function statusOverTls({ tlsUrl, certificate }: OwnProxy, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request(`${tlsUrl}${path}`, { ca: certificate }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}
