import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { call, memberBy, type Person } from '../support/person.js';
import { inDepth } from '../support/proof.js';
import { until } from '../support/until.js';
import {
  appears,
  describeInBrowser,
  sees,
  seesCount,
  tokenOf,
  vanishes,
  visitor,
  type Visitor,
} from './support/browser.js';
import { expectFit } from './support/fit.js';
import { House } from './support/house.js';
import { insider } from './support/insider.js';
import { tabTo } from './support/keyboard.js';
import { overflows } from './support/screenshots.js';

const DESKTOP = { width: 1280, height: 800 };

const live = ({ page }: Visitor) => appears(page.locator('[data-connection="live"]'));

const dialog = ({ page }: Visitor) => page.getByRole('dialog');
const row = ({ page }: Visitor, name: string | RegExp) =>
  page.getByRole('row').filter({ hasText: name });
const copied = ({ page }: Visitor) => page.evaluate(() => navigator.clipboard.readText());

const press = ({ page }: Visitor, name: string | RegExp) =>
  page.getByRole('button', { name, exact: true }).first().click();

/** Chooses one of a few in a dialog. */
const choose = ({ page }: Visitor, name: string) =>
  page.getByRole('dialog').getByText(name, { exact: true }).click();

describeInBrowser('invites', (browser) => {
  let house: House;
  /** Who owns the community, as a program. */
  let owner: Person;
  /** Somebody else who manages invites, in a browser. */
  let manager: Visitor;

  beforeAll(async () => {
    house = await House.open();
    owner = await house.owner();
    manager = await signedIn('Ada');
    await manager.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await manager.page.setViewportSize(DESKTOP);
  });

  afterAll(async () => {
    await house.close();
    expect(manager.complaints).toEqual([]);
  });

  /** Comes in by an invite that grants `admin`, under a name. */
  async function signedIn(name: string): Promise<Visitor> {
    return comesIn(await owner.invite({ grant_role_id: 'admin', label: `for ${name}` }), name);
  }

  async function comesIn(code: string, name: string): Promise<Visitor> {
    const someone = await pressesJoin(code);
    await saysName(someone, name);
    return someone;
  }

  async function pressesJoin(code: string): Promise<Visitor> {
    const someone = await visitor(browser(), house.url);
    await someone.page.goto(`${house.url}/invite/${code}`);
    await someone.page.getByRole('button', { name: /^Join / }).click();
    return someone;
  }

  async function saysName({ page }: Visitor, name: string): Promise<void> {
    await page.getByLabel('What should others call you?').fill(name);
    await page.getByRole('button', { name: /^Continue/ }).click();
    await sees(page, `Hello, ${name}`);
  }

  async function open(someone: Visitor, path: string): Promise<void> {
    await someone.page.goto(`${house.url}${path}`);
    await live(someone);
  }

  it('lead the owner from the printed link to a copied one, by keyboard alone', async () => {
    const fresh = await House.open({ GATEHOUSE_SERVER_NAME: 'My Community' });
    try {
      const someone = await visitor(browser(), fresh.url);
      await someone.context.grantPermissions(['clipboard-read', 'clipboard-write']);
      const { page } = someone;
      const link = new RegExp(`^${fresh.url}/invite/[0-9A-Za-z]{8}$`);
      await page.goto(fresh.url);
      await sees(page, 'My Community has no owner yet');
      await expectFit(page, 'no-owner');
      await tabTo(page, 'Invite link or code');
      await page.keyboard.type(fresh.ownerLink);
      await page.keyboard.press('Enter');
      await sees(page, 'You are invited to');
      await tabTo(page, 'Join My Community');
      await page.keyboard.press('Enter');
      await sees(page, 'You are in');
      await tabTo(page, 'What should others call you?');
      await page.keyboard.type('Ada');
      await page.keyboard.press('Enter');
      await sees(page, 'Hello, Ada');
      await expectFit(page, 'first-run');
      await tabTo(page, /^Name of the community/);
      await page.keyboard.type('Harbour Watch');
      await page.keyboard.press('Enter');
      await appears(page.getByRole('img', { name: 'Done' }));
      expect((await call(fresh.url, 'GET', '/api/v1/server')).body.name).toBe('Harbour Watch');
      await tabTo(page, 'Make the invite');
      await page.keyboard.press('Enter');
      await appears(page.getByLabel('Link', { exact: true }));
      await page.keyboard.press('Enter');
      await sees(page, 'Copied');
      const first = await copied(someone);
      expect(first).toMatch(link);
      await expectFit(page, 'first-run-done');
      // From anywhere, with what the dialog proposes.
      await page.keyboard.press('c');
      await appears(dialog(someone));
      await page.waitForFunction(() => document.activeElement?.matches('input[type=radio]'));
      await page.keyboard.press('Enter');
      await sees(page, 'Your invite is ready');
      await page.keyboard.press('Enter');
      await until('the other is copied', async () => (await copied(someone)) !== first);
      expect(await copied(someone)).toMatch(link);
      await page.keyboard.press('Escape');
      await vanishes(dialog(someone));
      await tabTo(page, 'Invites');
      await page.keyboard.press('Enter');
      await appears(page.getByRole('tab', { name: 'Active 2' }));
      await page.keyboard.press('/');
      await page.keyboard.type(first.split('/').at(-1) ?? '');
      await sees(page, '1 invite was found.');
      expect(someone.complaints).toEqual([]);
      await someone.context.close();
    } finally {
      await fresh.close();
    }
  });

  inDepth('are not left for later with a name for the community that was typed', async () => {
    const fresh = await House.open({ GATEHOUSE_SERVER_NAME: 'My Community' });
    try {
      const { page, context } = await insider(browser(), fresh.url, fresh.ownerLink, 'Ada');
      await page.getByLabel(/^Name of the community/).fill('Harbour Watch');
      await page.getByRole('link', { name: 'Members' }).click();
      const question = page.getByRole('dialog', { name: 'Leave without saving?' });
      await appears(question);
      await question.getByRole('button', { name: 'Cancel' }).click();
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await appears(page.getByRole('img', { name: 'Done' }));
      await page.getByRole('link', { name: 'Members' }).click();
      await appears(page.getByRole('heading', { level: 1, name: 'Members' }));
      await context.close();
    } finally {
      await fresh.close();
    }
  });

  describe('are made', () => {
    it('with all their terms, and end with a link to copy, scan and share', async () => {
      await owner.call('POST', '/roles', { body: { name: 'Crew', color: '#2f9e44', position: 3 } });
      const { page } = manager;
      await page.addInitScript(() => {
        const shared: unknown[] = [];
        Object.assign(window, { shared });
        Object.defineProperty(navigator, 'share', {
          value: (data: unknown) => Promise.resolve(shared.push(data)),
        });
      });
      await open(manager, '/invites');
      await press(manager, 'New invite');
      await page.getByLabel('Label').fill('Stand 7');
      await choose(manager, 'Another number');
      await page.getByLabel('How many').fill('3');
      // Arrow keys go on to the next of a group.
      await choose(manager, '1 hour');
      await page.keyboard.press('ArrowRight');
      await page.getByLabel('Role').selectOption('Crew');
      await page.getByLabel('Channel').fill('general');
      await expectFit(manager.page, 'invites-create');
      await press(manager, 'Make the invite');
      await sees(page, 'Your invite is ready');
      const link = await page.getByLabel('Link', { exact: true }).inputValue();
      const code = link.split('/').at(-1) ?? '';
      await press(manager, 'Copy the link');
      await sees(page, 'Copied');
      expect(await copied(manager)).toBe(link);
      await press(manager, 'Share');
      expect(await page.evaluate('window.shared')).toEqual([{ url: link, title: 'Harbour Watch' }]);
      await press(manager, 'Show a QR code');
      await appears(page.getByRole('img', { name: `QR code of ${link}` }));
      await expectFit(manager.page, 'invites-made');
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        press(manager, 'Save as a picture'),
      ]);
      expect(download.suggestedFilename()).toBe(`invite-${code}.png`);
      expect(
        readFileSync(await download.path())
          .subarray(1, 4)
          .toString(),
      ).toBe('PNG');
      const [vector] = await Promise.all([
        page.waitForEvent('download'),
        press(manager, 'Save to print (SVG)'),
      ]);
      expect(vector.suggestedFilename()).toBe(`invite-${code}.svg`);
      expect(readFileSync(await vector.path(), 'utf8')).toMatch(/^<svg xmlns="http:\/\/www.w3.org/);
      const { body } = await owner.call('GET', `/invites/${code}/details`);
      expect(body).toMatchObject({ label: 'Stand 7', max_uses: 3, channel_id: 'general' });
      await press(manager, 'Done');
      await appears(row(manager, 'Stand 7').getByText('0 of 3'));
      await appears(row(manager, 'Stand 7').getByText('in 23 hours'));
    });

    inDepth('at an exact end, and say beside the fields what is not right', async () => {
      const { page } = manager;
      await open(manager, '/invites');
      await press(manager, 'New invite');
      await page.getByLabel('Label').fill('x'.repeat(101));
      await choose(manager, 'Another number');
      await page.getByLabel('How many').fill('many');
      await choose(manager, 'Pick a date');
      await press(manager, 'Make the invite');
      await sees(page, 'Too long: at most 100 characters.');
      await sees(page, 'A whole number up to 100,000.');
      await page.getByLabel('How many').fill('');
      await press(manager, 'Make the invite');
      await sees(page, 'A whole number up to 100,000.');
      await sees(page, 'Say on which day, and at what time.');
      expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-invalid'))).toBe(
        'true',
      );
      await expectFit(manager.page, 'invites-invalid');
      await page.getByLabel('Label').fill('Fair');
      await choose(manager, 'No limit');
      await page.getByLabel('Date and time').fill('2020-01-01T10:00');
      await press(manager, 'Make the invite');
      await sees(page, 'That is in the past.');
      const day = new Date(Date.now() + 40 * 86_400_000).toISOString().slice(0, 10);
      await page.getByLabel('Date and time').fill(`${day}T10:00`);
      await press(manager, 'Make the invite');
      await sees(page, 'Your invite is ready');
      const link = await page.getByLabel('Link', { exact: true }).inputValue();
      const { body } = await owner.call(
        'GET',
        `/invites/${String(link.split('/').at(-1))}/details`,
      );
      expect(body.expires_at?.slice(0, 16)).toBe(`${day}T10:00`);
    });

    inDepth(
      'once only, when the answer is lost, the session ends, or the dialog is closed',
      async () => {
        const { page } = manager;
        await open(manager, '/invites');
        await press(manager, 'New invite');
        await page.getByLabel('Label').fill('Only once');
        await page.route('**/api/v1/invites', async (route) => {
          await route.fetch();
          await route.abort();
        });
        await press(manager, 'Make the invite');
        await sees(page, 'The server does not answer');
        await expectFit(manager.page, 'invites-unreachable');
        await page.unroute('**/api/v1/invites');
        await page.keyboard.press('Escape');
        await vanishes(dialog(manager));
        await owner.call('DELETE', '/auth/session', { token: await tokenOf(page) });
        await press(manager, 'New invite');
        expect(await page.getByLabel('Label').inputValue()).toBe('Only once');
        await press(manager, 'Make the invite');
        await sees(page, 'Your invite is ready');
        const { body } = await owner.call('GET', '/invites?limit=100');
        expect(body.invites.filter(({ label }) => label === 'Only once')).toHaveLength(1);
      },
    );

    inDepth('only with roles that one may grant', async () => {
      const role = await owner.call('POST', '/roles', {
        body: { name: 'Inviter', position: 2, permissions: 1 << 7 },
      });
      await owner.call('POST', '/roles', { body: { name: 'Guest' } });
      const code = await owner.invite({ grant_role_id: role.body.id });
      const inviter = await comesIn(code, 'Ivo');
      await open(inviter, '/invites');
      await press(inviter, 'New invite');
      const choices = inviter.page.getByLabel('Role');
      await choices.locator('option', { hasText: 'Guest' }).waitFor({ state: 'attached' });
      const offered = await choices.locator('option').allInnerTexts();
      expect(offered).toEqual([
        'None',
        'admin (only the owner can grant it)',
        'Crew (not below your own highest role)',
        'Inviter (not below your own highest role)',
        'Guest',
      ]);
      expect(await choices.locator('option:disabled').count()).toBe(3);
      expect(inviter.complaints).toEqual([]);
      await inviter.context.close();
    });
  });

  it('say why they let nobody in, although they are active', async () => {
    const code = await owner.invite({ label: 'Shut out' });
    await open(manager, '/invites');
    await row(manager, 'Shut out').waitFor();
    // Shown while they look on.
    await owner.call('PATCH', '/server', { body: { membership_mode: 'closed' } });
    await row(manager, 'Shut out').getByText('Lets nobody in').waitFor();
    await expectFit(manager.page, 'blocked-invites');
    await open(manager, `/invites/${code}`);
    await sees(manager.page, 'The community takes no new members.');
    await owner.call('PATCH', '/server', { body: { membership_mode: 'invite_only' } });
    await owner.call('DELETE', `/invites/${code}`);
  });

  it('let nobody in any more when a role is moved above whoever grants it, which shows at once', async () => {
    const makesRole = async (body: object): Promise<string> =>
      (await owner.call('POST', '/roles', { body })).body.id;
    const guest = await makesRole({ name: 'Deck hand', position: 1 });
    const host = await makesRole({ name: 'Boatswain', position: 4, permissions: 1 << 7 });
    const inviter = await memberBy(house.url, await owner.invite({ grant_role_id: host }));
    await inviter.invite({ grant_role_id: guest, label: 'Outranked' });
    await open(manager, '/invites');
    await appears(row(manager, 'Outranked').getByText('Deck hand'));
    await owner.call('PATCH', `/roles/${guest}`, { body: { position: 9 } });
    await appears(row(manager, 'Outranked').getByText('Lets nobody in'));
    for (const role of [guest, host]) await owner.call('DELETE', `/roles/${role}`);
  });

  it('are followed live by two browsers, as people come in', async () => {
    const other = await signedIn('Grace');
    await open(manager, '/invites');
    await open(other, '/invites');
    await press(manager, 'New invite');
    await manager.page.getByLabel('Label').fill('Both see it');
    await choose(manager, 'Another number');
    await manager.page.getByLabel('How many').fill('2');
    await press(manager, 'Make the invite');
    await sees(manager.page, 'Your invite is ready');
    const link = await manager.page.getByLabel('Link', { exact: true }).inputValue();
    const code = link.split('/').at(-1) ?? '';
    await press(manager, 'Done');
    await appears(row(other, 'Both see it').getByText('0 of 2'));
    await other.page.getByRole('link', { name: 'Both see it' }).click();
    await sees(other.page, 'Nobody yet. Send the link to whoever shall come in.');
    const newcomer = await pressesJoin(code);
    await appears(row(manager, 'Both see it').getByText('1 of 2'));
    const { body } = await owner.call('GET', `/invites/${code}/details`);
    await appears(row(other, body.redemptions[0]?.pubkey.slice(0, 4) ?? ''));
    // A name that comes later is followed, too.
    await saysName(newcomer, 'Mary');
    await appears(row(other, 'Mary'));
    await sees(other.page, '1 of 2');
    await memberBy(house.url, code);
    await vanishes(row(manager, 'Both see it'));
    await sees(other.page, 'It is used up');
    await manager.page.getByRole('tab', { name: 'Used up' }).click();
    await appears(row(manager, 'Both see it').getByText('2 of 2'));
    await owner.call('POST', `/members/${body.redemptions[0]?.user_id ?? ''}/erase`);
    await vanishes(row(other, 'Mary'));
    for (const { context, complaints } of [newcomer, other]) {
      await context.close();
      expect(complaints).toEqual([]);
    }
  });

  it('grant no role that was deleted while it was chosen', async () => {
    const { page } = manager;
    const { body: role } = await owner.call('POST', '/roles', { body: { name: 'Passing' } });
    await open(manager, '/invites');
    await press(manager, 'New invite');
    await page.getByLabel('Role').selectOption('Passing');
    await owner.call('DELETE', `/roles/${role.id}`);
    await vanishes(page.getByRole('option', { name: 'Passing' }));
    await press(manager, 'Make the invite');
    await sees(page, 'Your invite is ready');
    await page.keyboard.press('Escape');
    await vanishes(dialog(manager));
  });

  it('tell who edits what somebody else has changed, and lose nothing', async () => {
    const code = await owner.invite({ label: 'Contested', max_uses: 5 });
    const other = await signedIn('Hedy');
    for (const someone of [manager, other]) {
      await open(someone, `/invites/${code}`);
      await press(someone, 'Edit');
    }
    await manager.page.getByLabel('Label').fill('Mine');
    // A use is no conflict: the form goes on with the newer version.
    await memberBy(house.url, code);
    await sees(manager.page, '1 of 5');
    await choose(other, 'Another number');
    await other.page.getByLabel('How many').fill('50');
    await press(other, 'Save');
    await sees(other.page, 'The invite was saved.');
    await sees(manager.page, 'Somebody else changed this invite meanwhile');
    await sees(manager.page, /For how many people: was “5”, is now “50”/);
    await expectFit(manager.page, 'invites-conflict');
    const [refused] = await Promise.all([
      manager.page.waitForResponse((response) => response.request().method() === 'PATCH'),
      press(manager, 'Save'),
    ]);
    expect(refused.status()).toBe(412);
    expect(await manager.page.getByLabel('Label').inputValue()).toBe('Mine');
    await press(manager, 'Go on with what I typed');
    await press(manager, 'Save');
    await vanishes(dialog(manager));
    const { body } = await owner.call('GET', `/invites/${code}/details`);
    expect(body).toMatchObject({ label: 'Mine', max_uses: 50 });
    await press(manager, 'Edit');
    await owner.call('PATCH', `/invites/${code}`, { body: { label: 'Theirs' } });
    await press(manager, 'Show the newer state');
    expect(await manager.page.getByLabel('Label').inputValue()).toBe('Theirs');
    await manager.page.getByLabel('Label').fill('Left behind');
    await manager.page.keyboard.press('Escape');
    await vanishes(dialog(manager));
    await manager.page.getByRole('link', { name: 'All invites' }).click();
    await appears(manager.page.getByRole('dialog', { name: 'Leave without saving?' }));
    await press(manager, 'Leave');
    await appears(manager.page.getByRole('heading', { level: 1, name: 'Invites' }));
    expect(other.complaints).toEqual([]);
    await other.context.close();
  });

  inDepth('show what was entered beside what somebody else made of it', async () => {
    const code = await owner.invite({ label: 'Disputed', max_uses: 5 });
    const { page } = manager;
    await open(manager, `/invites/${code}`);
    await press(manager, 'Edit');
    await page.getByLabel('Label').fill('Mine');
    await choose(manager, '25');
    const theirs = { label: 'Theirs', max_uses: 50, expires_in_seconds: null };
    await owner.call('PATCH', `/invites/${code}`, { body: theirs });
    const notice = dialog(manager).getByRole('alert');
    const label = notice.getByRole('group', { name: 'Label' });
    const uses = notice.getByRole('group', { name: 'For how many people' });
    await appears(label);
    expect(await label.innerText()).toMatch(/entered\s+Mine[^]*now\s+Theirs[^]*“Disputed”/);
    expect(await uses.innerText()).toMatch(/entered\s+25[^]*now\s+50[^]*“5”/);
    await expectFit(page, 'invites-contested');
    await press(manager, 'Take theirs: Label');
    await vanishes(label);
    expect(await page.getByLabel('Label', { exact: true }).inputValue()).toBe('Theirs');
    expect(await notice.evaluate((element) => element === document.activeElement)).toBe(true);
    await press(manager, 'Keep mine: For how many people');
    await vanishes(notice);
    expect(await dialog(manager).locator(':focus').count()).toBe(1);
    await press(manager, 'Save');
    await vanishes(dialog(manager));
    const { body } = await owner.call('GET', `/invites/${code}/details`);
    expect(body).toMatchObject({ label: 'Theirs', max_uses: 25 });
  });

  inDepth('hear of a conflict by the answer, where the gateway is out of reach', async () => {
    const code = await owner.invite({ label: 'Far away' });
    const cutOff = await signedIn('Lise');
    const { page } = cutOff;
    await page.routeWebSocket('**/gateway/**', (socket) => void socket.close());
    await page.goto(`${house.url}/invites/${code}`);
    await press(cutOff, 'Edit');
    await page.getByLabel('Label').fill('Mine');
    await owner.call('PATCH', `/invites/${code}`, { body: { label: 'Theirs' } });
    await press(cutOff, 'Save');
    await appears(page.getByRole('group', { name: 'Label' }).getByText('Theirs', { exact: true }));
    await sees(page, 'Before, it was “Far away”.');
    expect(await page.getByLabel('Label', { exact: true }).inputValue()).toBe('Mine');
    await press(cutOff, 'Go on with what I typed');
    await press(cutOff, 'Save');
    await vanishes(dialog(cutOff));
    await appears(page.getByRole('heading', { level: 1, name: 'Mine' }));
    await cutOff.context.close();
  });

  inDepth('have links that can be copied where there is no TLS', async () => {
    const code = await owner.invite({ label: 'At home' });
    const someone = await signedIn('Klara');
    const { page } = someone;
    await page.addInitScript(() =>
      Object.defineProperty(navigator, 'clipboard', { value: undefined }),
    );
    await open(someone, '/invites');
    await row(someone, 'At home').getByRole('button', { name: /^Copy/ }).click();
    await appears(row(someone, 'At home').getByText('Copied'));
    const field = page.getByLabel('Search');
    await field.press('ControlOrMeta+V');
    expect(await field.inputValue()).toBe(`${house.url}/invite/${code}`);
    expect(someone.complaints).toEqual([]);
    await someone.context.close();
  });

  it('are paused, resumed and revoked, and say why nobody comes in', async () => {
    const code = await owner.invite({ label: 'Stopped' });
    const status = async () => (await owner.call('GET', `/invites/${code}/details`)).body.status;
    const { page } = manager;
    await open(manager, `/invites/${code}`);
    await press(manager, 'Pause');
    await sees(page, 'It is paused');
    expect(await status()).toBe('paused');
    await press(manager, 'Undo');
    await sees(page, 'The invite works again.');
    expect(await status()).toBe('active');
    await press(manager, 'Pause');
    await sees(page, 'It is paused');
    // What was said before can be undone no more.
    await seesCount(page.getByRole('button', { name: 'Undo', exact: true }), 1);
    await press(manager, 'Resume');
    await vanishes(page.getByText('It is paused'));
    await press(manager, 'Revoke');
    await expectFit(manager.page, 'invites-revoke');
    await press(manager, 'Cancel');
    await vanishes(dialog(manager));
    expect(await status()).toBe('active');
    await press(manager, 'Revoke');
    await page.getByLabel('Reason').fill('Überall gepostet 🙈');
    await press(manager, 'Revoke it');
    await sees(page, 'It was revoked');
    const { body } = await owner.call('GET', `/invites/${code}/details`);
    expect(body).toMatchObject({ status: 'revoked', revoke_reason: 'Überall gepostet 🙈' });
    await sees(page, 'Überall gepostet 🙈');
    expect(await page.getByRole('button', { name: 'Edit' }).count()).toBe(0);
    await expectFit(manager.page, 'invites-revoked');
    // An answer that is lost leaves the way open, and makes no second link.
    const keys: (string | undefined)[] = [];
    await page.route('**/api/v1/invites', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      keys.push(route.request().headers()['idempotency-key']);
      if (keys.length > 1) return route.continue();
      await route.fetch();
      return route.abort();
    });
    await press(manager, 'Undo: make a new link');
    await appears(page.getByRole('alert'));
    await press(manager, 'Undo: make a new link');
    await sees(page, 'A new link takes its place, with the same terms.');
    const remade = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    expect(remade).not.toBe(code);
    await page.unroute('**/api/v1/invites');
    expect(keys).toEqual([keys[0], keys[0]]);
    const { body: found } = await owner.call('GET', '/invites?q=Stopped&status=active');
    expect(found.invites.map((each) => each.code)).toEqual([remade]);
    const {
      label,
      max_uses,
      status: now,
    } = (await owner.call('GET', `/invites/${remade}/details`)).body;
    expect([label, max_uses, now]).toEqual([body.label, body.max_uses, 'active']);
  });

  it('are paused only after a warning by whoever cannot resume them', async () => {
    const code = await owner.invite({ label: 'Deputies', grant_role_id: 'admin' });
    const status = async () => (await owner.call('GET', `/invites/${code}/details`)).body.status;
    const { page } = manager;
    await open(manager, `/invites/${code}`);
    await press(manager, 'Pause');
    await appears(dialog(manager).getByText(/^It grants admin, .*: only the owner can grant it\./));
    await expectFit(page, 'invites-pause-for-good');
    await press(manager, 'Cancel');
    await vanishes(dialog(manager));
    expect(await status()).toBe('active');
    await press(manager, 'Pause');
    await dialog(manager).getByRole('button', { name: 'Pause', exact: true }).click();
    await sees(page, /That takes somebody who may grant admin\.$/);
    expect(await status()).toBe('paused');
    for (const name of ['Resume', 'Undo']) {
      expect(await page.getByRole('button', { name, exact: true }).count()).toBe(0);
    }
    await owner.call('PATCH', `/invites/${code}`, { body: { paused: false } });
    await vanishes(page.getByText('It is paused'));
  });

  it('are paused from the list, which stands in the address as it is looked at', async () => {
    await owner.invite({ label: 'Flooded' });
    const { page } = manager;
    await open(manager, '/invites');
    await page.getByLabel('Order').selectOption('Most used');
    await page.getByLabel('Search').fill('flooded');
    await page.waitForURL('**/invites?q=flooded&order=uses');
    await press(manager, 'Pause “Flooded”');
    await sees(page, 'No invite has that in it');
    // What had the focus is gone with its row.
    await page.waitForFunction(() => document.activeElement?.matches('h1'));
    await press(manager, 'Undo');
    await row(manager, 'Flooded').getByRole('link').click();
    await page.getByRole('link', { name: 'All invites' }).click();
    await appears(row(manager, 'Flooded'));
    expect(await page.getByLabel('Search').inputValue()).toBe('flooded');
    expect(await page.getByLabel('Order').inputValue()).toBe('uses');
  });

  inDepth(
    'are opened by a click anywhere in their row, but on what does something else',
    async () => {
      const code = await owner.invite({ label: 'Wide target' });
      const { page, context } = manager;
      await open(manager, '/invites?q=wide');
      const there = row(manager, 'Wide target');
      const uses = there.getByRole('cell').first();
      const list = page.url();
      await there.getByRole('button', { name: /^Copy/ }).click();
      await appears(there.getByText('Copied'));
      // Whoever marks text does not leave.
      await there.getByText(code, { exact: true }).selectText();
      await uses.dispatchEvent('click');
      expect(page.url()).toBe(list);
      await page.evaluate(() => getSelection()?.removeAllRanges());
      const [tab] = await Promise.all([
        context.waitForEvent('page'),
        uses.click({ modifiers: ['ControlOrMeta'] }),
      ]);
      await tab.waitForURL(`**/invites/${code}`);
      await tab.close();
      expect(page.url()).toBe(list);
      expect(await there.locator('[tabindex="0"]').count()).toBe(0);
      await uses.click();
      await page.waitForURL(`**/invites/${code}`);
      await appears(page.getByRole('heading', { level: 1, name: 'Wide target' }));
    },
  );

  it('show who came in and when, drawn, listed and as a story', async () => {
    const code = await owner.invite({ label: 'Well used' });
    const came = [];
    for (let count = 0; count < 3; count++) came.push(await memberBy(house.url, code));
    expect((await came[0]?.call('DELETE', '/members/me'))?.status).toBe(204);
    const { page } = manager;
    // What the page before asks of all this, which happens before its eyes, is not counted.
    await page.goto('about:blank');
    const asked: string[] = [];
    const failed: string[] = [];
    page.on('response', (response) => {
      const { pathname } = new URL(response.url());
      if (pathname.startsWith('/api/v1/members')) asked.push(pathname);
      if (response.status() >= 400) failed.push(pathname);
    });
    await open(manager, `/invites/${code}`);
    // Whoever is still in can be gone to.
    await sees(page, 'No member any more');
    await seesCount(page.getByRole('rowheader').getByRole('link'), 2);
    await appears(page.getByRole('slider', { name: /^3 uses between / }));
    await page.getByText('Show as a table').click();
    await seesCount(page.getByRole('rowheader'), 3);
    await sees(page, 'Made');
    // The latest first.
    const steps = page.getByRole('listitem').filter({ hasText: /^(Made|Used)/ });
    await seesCount(steps, 4);
    expect((await steps.allTextContents()).map((text) => text.slice(0, 4))).toEqual([
      ...['Used', 'Used', 'Used', 'Made'],
    ]);
    // Those who came by it are asked for at once; then whoever made it, and who is not among them.
    expect(asked.length).toBeLessThanOrEqual(3);
    expect(failed).toEqual([]);
    await expectFit(manager.page, 'invite');
    await open(manager, '/invites/NoSuch00');
    await sees(page, 'There is no such invite');
    await expectFit(manager.page, 'invite-unknown');
  });

  inDepth('tell what they know to those who may not view the audit log', async () => {
    const code = await owner.invite({ label: 'No log' });
    const role = await owner.call('POST', '/roles', {
      body: { name: 'Doorman', permissions: 1 << 7 },
    });
    const doorman = await comesIn(await owner.invite({ grant_role_id: role.body.id }), 'Dora');
    await open(doorman, `/invites/${code}`);
    await sees(doorman.page, 'What happened');
    await sees(doorman.page, 'Made');
    expect(doorman.complaints).toEqual([]);
    await doorman.context.close();
  });

  inDepth('are found by label and by exact code, and sorted', async () => {
    const hidden = await owner.invite({ label: 'Withdrawn' });
    await owner.call('DELETE', `/invites/${hidden}`);
    await owner.invite({ label: 'Needle in it' });
    const { page } = manager;
    await open(manager, '/invites');
    await page.getByLabel('Search').fill('needle');
    await appears(row(manager, 'Needle in it'));
    await seesCount(page.getByRole('rowheader'), 1);
    await page.getByLabel('Search').fill(hidden);
    await appears(row(manager, 'Withdrawn').getByText('Revoked'));
    await page.getByLabel('Search').fill('no such thing');
    await sees(page, 'No invite has that in it');
    await expectFit(manager.page, 'invites-nothing-found');
    await page.getByLabel('Search').fill('');
    await page.getByLabel('Order').selectOption('Oldest first');
    await page.waitForFunction(() =>
      document.querySelector('[role=rowheader]')?.textContent.startsWith('for Ada'),
    );
  });

  inDepth(
    'stay in their order, and as they are searched, while they are made and used',
    async () => {
      const { page } = manager;
      const less = await owner.invite({ label: 'Pier A' });
      await memberBy(house.url, less);
      const more = await owner.invite({ label: 'Pier B' });
      await open(manager, '/invites');
      await page.getByLabel('Search').fill('pier');
      await page.getByLabel('Order').selectOption('Most used');
      const names = (...expected: readonly string[]) =>
        page.waitForFunction((wanted) => {
          const cells = [...document.querySelectorAll('[role=rowheader]')];
          const shown = cells.map(({ textContent }) => /Pier ./.exec(textContent)?.[0]);
          return JSON.stringify(shown) === JSON.stringify(wanted);
        }, expected);
      await names('Pier A', 'Pier B');
      for (let use = 0; use < 2; use++) await memberBy(house.url, more);
      await names('Pier B', 'Pier A');
      await owner.invite({ label: 'Pier C' });
      await names('Pier B', 'Pier A', 'Pier C');
      await owner.call('PATCH', `/invites/${more}`, { body: { paused: true } });
      await names('Pier A', 'Pier C');
    },
  );

  inDepth('show hostile labels as text', async () => {
    const labels = [
      '<img src=x onerror=alert(1)><script>alert(2)</script>',
      '\u200f\u0634\u0631\u0643\u0629\u200e {{name}} $t(common:copy)',
      '\u{1f4a3}'.repeat(100),
      'W'.repeat(100),
      'javascript:alert(1)',
    ];
    const { page } = manager;
    page.on('dialog', () => expect('a dialog').toBe('never shown'));
    const codes: string[] = [];
    for (const label of labels)
      codes.push(await owner.invite({ label, channel_id: label.slice(0, 30) }));
    await open(manager, '/invites');
    for (const label of labels) await appears(row(manager, label));
    await expectFit(manager.page, 'invites-hostile');
    for (const [index, code] of codes.entries()) {
      await open(manager, `/invites/${code}`);
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(labels[index]);
      expect(await page.locator('main img').count()).toBe(0);
      await sees(page, 'What happened');
      expect(await overflows(page)).toEqual([]);
      await page.setViewportSize(DESKTOP);
    }
    await expectFit(manager.page, 'invite-hostile');
  });

  it.each([
    ['paused', 'Paused', 'Paused one'],
    ['expired', 'Expired', 'No invite has expired'],
    ['exhausted', 'Used up', 'Both see it'],
    ['revoked', 'Revoked', 'Stopped'],
    ['all', 'All', 'Paused one'],
  ])('of the status %s are a list, or say what would be in it', async (status, tab, shown) => {
    const { page } = manager;
    if (status === 'paused') {
      const paused = await owner.invite({ label: shown, max_uses: 10 });
      await owner.call('PATCH', `/invites/${paused}`, { body: { paused: true } });
    }
    await open(manager, `/invites?status=${status}`);
    await appears(page.getByRole('tab', { selected: true, name: new RegExp(`^${tab} \\d+$`) }));
    await sees(page, shown);
    if (status === 'paused' || status === 'expired')
      await expectFit(manager.page, `invites-${status}`);
  });

  inDepth('speak German', async () => {
    const { page } = manager;
    await open(manager, '/invites');
    await press(manager, 'Your menu');
    await page.getByRole('menuitemradio', { name: 'Deutsch' }).click();
    await appears(page.getByRole('heading', { level: 1, name: 'Einladungen' }));
    await page.keyboard.press('Escape');
    await vanishes(page.getByRole('menu'));
    await expectFit(manager.page, 'invites-german');
    await page.evaluate(() => localStorage.clear());
  });
});
