import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import type { BrowserContextOptions } from 'playwright-core';
import { bits } from '../support/community.js';
import { call, memberBy, type Person } from '../support/person.js';
import { logPosition } from '../support/problem.js';
import { count, figure, inDepth } from '../support/proof.js';
import { until } from '../support/until.js';
import { appears, describeInBrowser, sees, visitor, type Visitor } from './support/browser.js';
import { expectFit } from './support/fit.js';
import { House } from './support/house.js';

/** What the page may load of JavaScript, gzipped. */
const BUDGET_BYTES = 100_000;

describeInBrowser('the join page', (browser) => {
  let house: House;
  let owner: Person;

  beforeAll(async () => {
    house = await House.open();
    owner = await house.owner();
  });

  afterAll(() => house.close());

  const newcomer = (options?: BrowserContextOptions): Promise<Visitor> =>
    visitor(browser(), house.url, options);

  /** Opens an invite as somebody new. */
  async function open(code: string, options?: BrowserContextOptions): Promise<Visitor> {
    const someone = await newcomer(options);
    await someone.page.goto(`${house.url}/invite/${code}`);
    return someone;
  }

  async function leave({ context, complaints }: Visitor): Promise<void> {
    await context.close();
    expect(complaints).toEqual([]);
  }

  /** The server does what is asked of it, and nobody hears of it. */
  const losesAnswers = ({ page }: Visitor) =>
    page.route('**/join', async (route) => {
      await route.fetch();
      await route.abort();
    });

  const joinButton = ({ page }: Visitor) => page.getByRole('button', { name: /^Join / });

  const edit = (code: string, body: object) => owner.call('PATCH', `/invites/${code}`, { body });
  const setMode = (membership_mode: string) =>
    owner.call('PATCH', '/server', { body: { membership_mode } });

  it('shows what one joins, and changes nothing by it', async () => {
    const role = await owner.call('POST', '/roles', { body: { name: 'Crew', color: '#2f9e44' } });
    const code = await owner.invite({
      grant_role_id: role.body.id,
      expires_in_seconds: 7 * 86_400 + 3600,
    });
    const before = await logPosition(house.url);
    const someone = await open(code);
    await sees(someone.page, /^You get the role Crew$/);
    await sees(someone.page, 'Ends in 7 days.');
    await sees(someone.page, '1 member');
    expect(await someone.page.title()).toBe('Join Harbour Watch');
    expect(await someone.page.getByRole('button').allInnerTexts()).toEqual([
      'Join Harbour Watch',
      'I already have a key',
    ]);
    // With a mouse it waits to be asked for.
    const app = someone.page.getByRole('link', { name: 'Open in the app' });
    expect(await app.count()).toBe(0);
    await someone.page.getByText('Do you have the app?').click();
    const { host } = new URL(house.url);
    expect(await app.getAttribute('href')).toBe(`decentcom://${host}/invite/${code}`);
    await expectFit(someone.page, 'join');
    expect(await logPosition(house.url)).toBe(before);
    await leave(someone);
  });

  it('is there before any script, in the language of its reader', async () => {
    const code = await owner.invite({ expires_in_seconds: 3 * 3600 + 60 });
    const someone = await open(code, { javaScriptEnabled: false, locale: 'de-AT' });
    await sees(someone.page, 'Endet in 3 Stunden.');
    await sees(someone.page, 'Zum Beitreten braucht diese Seite JavaScript.');
    expect(
      await joinButton(someone).or(someone.page.getByText('Harbour Watch beitreten')).isDisabled(),
    ).toBe(true);
    await someone.page.goto(`${house.url}/invite/NoSuch00`);
    await sees(someone.page, 'Das ist keine Einladung.');
    await leave(someone);
  });

  it('lets somebody in with one click, and takes their name', async () => {
    const someone = await open(await owner.invite());
    await joinButton(someone).click();
    await sees(someone.page, 'You are in');
    await expectFit(someone.page, 'joined');
    await someone.page.getByLabel('What should others call you?').fill('Grace');
    await someone.page.getByRole('button', { name: 'Continue to Harbour Watch' }).click();
    await sees(someone.page, 'Hello, Grace');
    const { body } = await owner.call('GET', '/members');
    expect(body.members.map(({ display_name }) => display_name)).toContain('Grace');
    await leave(someone);
  });

  it('tells a member that they are one, and spends nothing', async () => {
    const [first, second] = [await owner.invite(), await owner.invite({ max_uses: 1 })];
    const someone = await open(first);
    await joinButton(someone).click();
    await sees(someone.page, 'You are in');
    await someone.page.goto(`${house.url}/invite/${second}`);
    await sees(someone.page, /^You are a member of Harbour Watch already/);
    expect(new URL(someone.page.url()).pathname).toBe('/');
    await expectFit(someone.page, 'already');
    // Whoever has the console open is known, whatever else this browser has forgotten.
    await someone.page.evaluate(() => localStorage.clear());
    await someone.page.reload();
    await appears(someone.page.getByRole('heading', { level: 1 }));
    await someone.page.goto(`${house.url}/invite/${second}`);
    await sees(someone.page, /^You are a member of Harbour Watch already/);
    const { body } = await owner.call('GET', `/invites/${second}/details`);
    expect(body).toMatchObject({ use_count: 0, status: 'active' });
    await leave(someone);
  });

  it('sends a member on who comes back by their own link, although it is used up', async () => {
    const someone = await open(await owner.invite({ max_uses: 1 }));
    await joinButton(someone).click();
    await sees(someone.page, 'You are in');
    await someone.page.reload();
    await sees(someone.page, /^You are a member of Harbour Watch already/);
    expect(new URL(someone.page.url()).pathname).toBe('/');
    await leave(someone);
  });

  it('sends a member on whose link has a slip in it, and says so', async () => {
    const someone = await open(await owner.invite());
    await joinButton(someone).click();
    await sees(someone.page, 'You are in');
    await someone.page.goto(`${house.url}/invite/Slipped0`);
    await sees(someone.page, /^There is no invite with the code of that link/);
    expect(new URL(someone.page.url()).pathname).toBe('/');
    await expectFit(someone.page, 'noSuchInvite');
    await leave(someone);
  });

  it('gives a member the role of a link, and says so', async () => {
    const someone = await open(await owner.invite());
    await joinButton(someone).click();
    await sees(someone.page, 'You are in');
    const role = await owner.call('POST', '/roles', { body: { name: 'Helmsman', position: 3 } });
    const code = await owner.invite({ grant_role_id: role.body.id, max_uses: 3 });
    await someone.page.goto(`${house.url}/invite/${code}`);
    await sees(someone.page, 'You are a member already');
    await someone.page.getByRole('button', { name: 'Use the link for its role' }).click();
    await sees(someone.page, 'You are in Harbour Watch, and you have the role Helmsman.');
    await expectFit(someone.page, 'granted');
    const { body } = await owner.call('GET', `/invites/${code}/details`);
    expect(body.use_count).toBe(1);
    // Now it has nothing more for them.
    await someone.page.goto(`${house.url}/invite/${code}`);
    await sees(someone.page, /^You are a member of Harbour Watch already/);
    await leave(someone);
  });

  inDepth('has a key that cannot be told from another community’s', async () => {
    const other = await House.open();
    try {
      const theirs = await other.owner();
      const someone = await visitor(browser(), house.url);
      const pubkeys: string[] = [];
      for (const [url, code] of [
        [house.url, await owner.invite()],
        [other.url, await theirs.invite()],
      ] as const) {
        await someone.page.goto(`${url}/invite/${code}`);
        await joinButton(someone).click();
        await sees(someone.page, 'You are in');
      }
      for (const person of [owner, theirs]) {
        const { body } = await person.call('GET', '/members');
        pubkeys.push(...body.members.map(({ pubkey }) => pubkey));
      }
      expect(new Set(pubkeys).size).toBe(pubkeys.length);
      await someone.context.close();
    } finally {
      await other.close();
    }
  });

  describe('says what is the matter when an invite', () => {
    it('has expired', async () => {
      const code = await owner.invite({ expires_in_seconds: 1 });
      const answer = () => call(house.url, 'GET', `/api/v1/invites/${code}`);
      await until('the invite has expired', async () => (await answer()).status === 410);
      await expectRefusal(code, /^This invite ended .+\.$/, 'expired');
    });

    inDepth('is used up', async () => {
      const code = await owner.invite({ max_uses: 1 });
      await memberBy(house.url, code);
      await expectRefusal(code, 'The only place of this invite is taken.', 'exhausted');
    });

    inDepth('was revoked', async () => {
      const code = await owner.invite();
      await owner.call('DELETE', `/invites/${code}`);
      await expectRefusal(code, 'This invite was withdrawn.', 'revoked');
    });

    it('is paused, and goes on by itself when it is not any more', async () => {
      const code = await owner.invite();
      await edit(code, { paused: true });
      const someone = await newcomer();
      await someone.page.clock.install();
      await someone.page.goto(`${house.url}/invite/${code}`);
      await sees(someone.page, 'This invite is paused.');
      await expectFit(someone.page, 'paused');
      await edit(code, { paused: false });
      await someone.page.clock.fastForward(15_000);
      await joinButton(someone).click();
      await sees(someone.page, 'You are in');
      await leave(someone);
    });

    inDepth('never was, or is no code at all', async () => {
      await expectRefusal('NoSuch00', 'This is not an invite.', 'unknown');
      await expectRefusal('%3Cscript%3E', 'This is not an invite.', 'unknown');
    });

    inDepth('was made by somebody who may not invite any more', async () => {
      const body = { name: 'Inviter', permissions: bits('manage_invites') };
      const role = await owner.call('POST', '/roles', { body });
      const inviter = await memberBy(
        house.url,
        await owner.invite({ grant_role_id: role.body.id }),
      );
      const code = await inviter.invite();
      await owner.call('DELETE', `/members/${inviter.pubkey}/roles/${role.body.id}`);
      await expectRefusal(code, 'Whoever made this invite can no longer invite.', 'inviter-gone');
    });

    async function expectRefusal(
      code: string,
      title: string | RegExp,
      name: string,
    ): Promise<void> {
      const someone = await open(code);
      await sees(someone.page, title);
      expect(await joinButton(someone).count()).toBe(0);
      await appears(someone.page.getByLabel('Invite link or code'));
      await expectFit(someone.page, name);
      await leave(someone);
    }
  });

  describe('says what is the matter when joining', () => {
    it('is barred by a ban', async () => {
      const someone = await open(await owner.invite());
      await joinButton(someone).click();
      await sees(someone.page, 'You are in');
      const { body } = await owner.call('GET', '/members');
      const joined = body.members.map(({ joined_at, pubkey }) => ({ joined_at, pubkey }));
      joined.sort((a, b) => a.joined_at.localeCompare(b.joined_at));
      await owner.call('POST', `/members/${String(joined.at(-1)?.pubkey)}/ban`);
      await someone.page.goto(`${house.url}/invite/${await owner.invite()}`);
      await joinButton(someone).click();
      await sees(someone.page, 'You can’t join Harbour Watch.');
      await expectFit(someone.page, 'banned');
      await leave(someone);
    });

    it('is not possible, since the community is closed; when it opens, they are asked first', async () => {
      const code = await owner.invite({ max_uses: 2 });
      await setMode('closed');
      const someone = await open(code);
      const again = someone.page.getByRole('button', { name: 'Try again' });
      await sees(someone.page, 'Harbour Watch takes no new members at the moment.');
      await expectFit(someone.page, 'closed');
      await setMode('invite_only');
      await again.click();
      await appears(joinButton(someone));
      const { body } = await owner.call('GET', `/invites/${code}/details`);
      expect(body.use_count).toBe(0);
      // Whoever has pressed it needs not press it again.
      await setMode('closed');
      await joinButton(someone).click();
      await sees(someone.page, 'Harbour Watch takes no new members at the moment.');
      await setMode('invite_only');
      await again.click();
      await sees(someone.page, 'You are in');
      await leave(someone);
    });

    it('takes a place on the list, and shows the key to put there', async () => {
      const code = await owner.invite();
      await setMode('allowlist');
      const someone = await open(code);
      await joinButton(someone).click();
      await sees(someone.page, 'Harbour Watch only lets in people on its list.');
      await expectFit(someone.page, 'not-listed');
      const pubkey = await someone.page.locator('pre').innerText();
      await owner.call('POST', '/allowlist', { body: { pubkey } });
      await someone.page.getByRole('button', { name: 'Try again' }).click();
      await sees(someone.page, 'You are in');
      await setMode('invite_only');
      await leave(someone);
    });

    inDepth('has to wait for the network, and goes on by itself', async () => {
      const someone = await open(await owner.invite());
      await appears(joinButton(someone));
      await someone.context.setOffline(true);
      await joinButton(someone).click();
      await sees(someone.page, 'No connection.');
      const said = await someone.page.getByRole('main').innerText();
      expect(said.match(/goes on/g)).toHaveLength(1);
      await expectFit(someone.page, 'offline');
      await someone.context.setOffline(false);
      await sees(someone.page, 'You are in');
      await leave(someone);
    });

    inDepth(
      'meets a server that answers 503, 500 and 403, and goes on when it does not',
      async () => {
        const someone = await open(await owner.invite());
        const { page } = someone;
        const again = page.getByRole('button', { name: 'Try again' });
        let answer = { status: 500, code: 'INTERNAL_ERROR' };
        await page.route('**/join', (route) =>
          answer.status === 200
            ? route.continue()
            : route.fulfill({
                status: answer.status,
                contentType: 'application/problem+json',
                body: JSON.stringify({ ...answer, detail: 'x' }),
              }),
        );
        await joinButton(someone).click();
        await sees(page, 'Something went wrong on the server');
        await expectFit(page, 'answered-500');
        answer = { status: 403, code: 'ROLE_HIERARCHY' };
        await again.click();
        await sees(page, 'You can’t give yourself this role.');
        await expectFit(page, 'answered-403');
        answer = { status: 503, code: 'STORAGE_UNAVAILABLE' };
        await again.click();
        await sees(page, 'The server cannot take you in just now');
        await expectFit(page, 'answered-503');
        answer = { status: 200, code: '' };
        await sees(page, 'You are in');
        await leave(someone);
      },
    );

    inDepth('finds the server gone, says so, and goes on by itself when it is back', async () => {
      const someone = await open(await owner.invite());
      await appears(joinButton(someone));
      await house.stop();
      await joinButton(someone).click();
      await sees(someone.page, 'No connection.');
      await house.start();
      await sees(someone.page, 'You are in');
      await leave(someone);
    });

    inDepth('hears from a proxy that nothing is behind it, and waits for that', async () => {
      const someone = await open(await owner.invite());
      let isThere = false;
      await someone.page.route('**/api/**', (route) =>
        isThere ? route.continue() : route.fulfill({ status: 502, body: '<h1>Bad Gateway</h1>' }),
      );
      await joinButton(someone).click();
      await sees(someone.page, 'No connection.');
      isThere = true;
      await sees(someone.page, 'You are in');
      await leave(someone);
    });

    inDepth('cannot fetch a part of the page, and has the rest of it', async () => {
      const someone = await open(await owner.invite());
      const { page } = someone;
      await page.route('**/KeyForm*.js', (route) => route.abort());
      await page.getByRole('button', { name: 'I already have a key' }).click();
      await appears(page.getByRole('button', { name: 'Reload' }));
      expect(await joinButton(someone).isEnabled()).toBe(true);
      await page.unroute('**/KeyForm*.js');
      await page.getByRole('button', { name: 'Reload' }).click();
      await page.getByRole('button', { name: 'I already have a key' }).click();
      await appears(page.getByLabel('Passphrase'));
      await leave(someone);
    });

    inDepth('has the page open while the invite ends', async () => {
      const code = await owner.invite({ expires_in_seconds: 3600 });
      const someone = await newcomer();
      await someone.page.clock.install();
      await someone.page.goto(`${house.url}/invite/${code}`);
      await appears(joinButton(someone));
      await edit(code, { expires_in_seconds: 1 });
      const answer = () => call(house.url, 'GET', `/api/v1/invites/${code}`);
      await until('the invite has expired', async () => (await answer()).status === 410);
      await someone.page.clock.fastForward(3_602_000);
      await sees(someone.page, /^This invite ended .+\.$/);
      await appears(someone.page.getByLabel('Invite link or code'));
      await leave(someone);
    });

    inDepth('is told "too often" by something on the way, and asks once a minute', async () => {
      const someone = await open(await owner.invite());
      let asked = 0;
      await someone.page.route('**/join', (route) => {
        asked++;
        return route.fulfill({ status: 429, body: '' });
      });
      await joinButton(someone).click();
      await sees(someone.page, 'Too many tries.');
      const wait = someone.page.getByRole('button', { name: /Try again in \d\d seconds/ });
      expect(await wait.isDisabled()).toBe(true);
      await someone.page.waitForTimeout(3000);
      expect(asked).toBe(1);
      await leave(someone);
    });

    inDepth('loses the answer, and spends one use all the same', async () => {
      // The only place: afterwards it looks as if others had taken it.
      const code = await owner.invite({ max_uses: 1 });
      const someone = await open(code);
      await losesAnswers(someone);
      await joinButton(someone).click();
      await sees(someone.page, 'No connection.');
      await someone.page.unroute('**/join');
      // The page tries again by itself. It was this join that let them in, whose answer was lost.
      await sees(someone.page, 'You are in');
      const { body } = await owner.call('GET', `/invites/${code}/details`);
      expect(body.use_count).toBe(1);
      await leave(someone);
    });

    inDepth('loses the page before the answer, and is known when it is opened again', async () => {
      const code = await owner.invite({ max_uses: 1 });
      const someone = await open(code);
      await losesAnswers(someone);
      await joinButton(someone).click();
      await sees(someone.page, 'No connection.');
      await someone.page.reload();
      await sees(someone.page, /^You are a member of Harbour Watch already/);
      await leave(someone);
    });

    it('meets a browser that keeps nothing', async () => {
      const someone = await newcomer();
      await someone.page.addInitScript(() => {
        Object.defineProperty(window, 'indexedDB', {
          value: {
            open: () => {
              throw new DOMException('blocked', 'SecurityError');
            },
          },
        });
        for (const name of ['localStorage', 'sessionStorage']) {
          Object.defineProperty(window, name, {
            get: () => {
              throw new DOMException('blocked', 'SecurityError');
            },
          });
        }
      });
      await someone.page.goto(`${house.url}/invite/${await owner.invite()}`);
      await joinButton(someone).click();
      await sees(someone.page, 'Your browser keeps nothing for this page');
      await expectFit(someone.page, 'storage-blocked');
      await leave(someone);
    });
  });

  it('works without Ed25519 in the browser, also outside of TLS', async () => {
    const someone = await newcomer();
    await someone.page.addInitScript(() => {
      Object.defineProperty(crypto, 'subtle', { value: undefined });
    });
    await someone.page.goto(`${house.url}/invite/${await owner.invite()}`);
    await joinButton(someone).click();
    await sees(someone.page, 'You are in');
    await leave(someone);
  });

  inDepth('says so when the clock is off, and counts by the server’s', async () => {
    const someone = await newcomer();
    await someone.page.clock.install({ time: Date.now() + 26 * 3_600_000 });
    await someone.page.goto(
      `${house.url}/invite/${await owner.invite({ expires_in_seconds: 7200 })}`,
    );
    await sees(someone.page, /The clock of this device is off by 1 day/);
    await sees(someone.page, 'Ends in 1 hour.');
    await leave(someone);
  });

  inDepth('shows hostile names as text', async () => {
    const hostile = [
      `<img src=x onerror=alert(1)><script>alert(2)</script>`,
      '"><b>$& $1 </title></script>{{name}} {{count}} $t(common:copy)',
      '\u0634\u0631\u0643\u0629 \u05e9\u05dc\u05d5\u05dd',
      '\u{1f4a3}'.repeat(64),
      'W'.repeat(100),
    ];
    for (const [index, name] of hostile.entries()) {
      const { status } = await owner.call('PATCH', '/server', {
        body: { name, icon: 'https://elsewhere.example/x.png' },
      });
      expect(status).toBe(200);
      const someone = await newcomer();
      const dialogs: string[] = [];
      someone.page.on('dialog', (dialog) => {
        dialogs.push(dialog.message());
        void dialog.dismiss();
      });
      await someone.page.goto(`${house.url}/invite/${await owner.invite()}`);
      await appears(someone.page.getByRole('heading', { level: 1 }));
      const heading = await someone.page.getByRole('heading', { level: 1 }).textContent();
      expect(heading).toBe(name);
      expect(await joinButton(someone).textContent()).toContain(name);
      expect(await someone.page.locator('img, b').count()).toBe(0);
      await expectFit(someone.page, `hostile-${index}`);
      expect(dialogs).toEqual([]);
      await leave(someone);
    }
    await owner.call('PATCH', '/server', { body: { name: 'Harbour Watch', icon: null } });
  });

  it('speaks German to whoever reads German, and remembers a choice', async () => {
    const someone = await open(await owner.invite({ expires_in_seconds: 3600 }), {
      locale: 'de-DE',
    });
    await sees(someone.page, 'Du bist eingeladen zu');
    expect(await someone.page.locator('html').getAttribute('lang')).toBe('de');
    await someone.page.getByLabel('Sprache').selectOption('en');
    await sees(someone.page, 'You are invited to');
    await someone.page.reload();
    await sees(someone.page, 'You are invited to');
    await leave(someone);
  });

  it('loads no more JavaScript than it may', async () => {
    const someone = await newcomer();
    const scripts: Promise<Buffer>[] = [];
    someone.page.on('response', (response) => {
      if (new URL(response.url()).pathname.endsWith('.js')) scripts.push(response.body());
    });
    await someone.page.goto(`${house.url}/invite/${await owner.invite()}`);
    await someone.page.waitForLoadState('networkidle');
    expect(await joinButton(someone).isEnabled()).toBe(true);
    const bodies = await Promise.all(scripts);
    const bytes = bodies.reduce((sum, body) => sum + gzipSync(body, { level: 9 }).length, 0);
    expect(bodies.length).toBeGreaterThan(0);
    figure(`${count(bytes)} bytes of JavaScript, gzipped`);
    expect(bytes).toBeLessThan(BUDGET_BYTES);
    await leave(someone);
  });

  inDepth('tells those apart who come too often', async () => {
    const busy = await House.open({ GATEHOUSE_RATE_LIMIT: 'on' });
    try {
      const code = await (await busy.owner()).invite();
      const ask = () => call(busy.url, 'GET', `/api/v1/invites/${code}`);
      while ((await ask()).status !== 429);
      const someone = await visitor(browser(), busy.url);
      await someone.page.goto(`${busy.url}/invite/${code}`);
      await sees(someone.page, 'Too many tries.');
      const button = someone.page.getByRole('button', { name: /Try again in \d+ seconds/ });
      expect(await button.isDisabled()).toBe(true);
      await expectFit(someone.page, 'rate-limited');
      await leave(someone);
    } finally {
      await busy.close();
    }
  });
});
