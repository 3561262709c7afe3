import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page, Request } from 'playwright-core';
import { call, memberBy } from '../support/person.js';
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
import { tabTo } from './support/keyboard.js';

const PASSPHRASE = 'correct horse battery';
/** Whoever holds it: nobody here. */
const PUBKEY = '6ASf5EcmmEHTgDJ4X4ZT5vT6iHVJBXPg5AN5YoTCpGWt';

describeInBrowser('the console', (browser) => {
  let house: House;
  /** The owner's browser, in which everything happens one after the other. */
  let owner: Visitor;

  beforeAll(async () => {
    house = await House.open();
    owner = await visitor(browser(), house.url);
  });

  afterAll(() => house.close());

  const connection = (status: string) =>
    appears(owner.page.locator(`[data-connection="${status}"]`));

  /** The owner's calls, for what other pages do. */
  async function byOwner(method: string, path: string, body?: unknown) {
    const token = await tokenOf(owner.page);
    return call(house.url, method, `/api/v1${path}`, { token, body });
  }

  /** Somebody comes in, in a browser of their own. */
  async function comesIn(name: string): Promise<Visitor> {
    const { body } = await byOwner('POST', '/invites');
    const someone = await visitor(browser(), house.url);
    await someone.page.goto(`${house.url}/invite/${body.code}`);
    await someone.page.getByRole('button', { name: /^Join / }).click();
    await someone.page.getByLabel('What should others call you?').fill(name);
    await someone.page.getByRole('button', { name: /^Continue/ }).click();
    await sees(someone.page, `Hello, ${name}`);
    return someone;
  }

  it('is reached from the printed link by keyboard alone', async () => {
    const { page } = owner;
    await page.goto(house.ownerLink);
    await sees(page, 'You are invited to');
    await tabTo(page, 'Join Harbour Watch');
    await page.keyboard.press('Enter');
    await sees(page, 'You are in');
    await tabTo(page, 'What should others call you?');
    await page.keyboard.type('Ada');
    await page.keyboard.press('Enter');
    await sees(page, 'Hello, Ada');
    await connection('live');
    await expectFit(owner.page, 'overview');
    await tabTo(page, 'Skip to content');
    await tabTo(page, 'Invites');
    await page.keyboard.press('Enter');
    await appears(page.getByRole('heading', { level: 1, name: 'Invites' }));
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Invites');
    expect(await page.title()).toBe('Invites · Harbour Watch');
  });

  it('shows who comes in, in another browser, at once', async () => {
    await owner.page.goto(house.url);
    await connection('live');
    const grace = await comesIn('Grace');
    await sees(owner.page, 'Grace came in');
    await sees(owner.page, '2');
    await grace.context.close();
    expect(grace.complaints).toEqual([]);
    const { body } = await byOwner('GET', '/members');
    const id = body.members.find(({ display_name }) => display_name === 'Grace')?.user_id;
    await byOwner('POST', `/members/${String(id)}/erase`);
    await sees(owner.page, 'Erased person left');
    await sees(owner.page, 'Erased person came in');
    expect(await owner.page.getByText('Grace').count()).toBe(0);
  });

  it('shows a member only what they may see', async () => {
    const mary = await comesIn('Mary');
    const links = mary.page.getByRole('navigation').getByRole('link');
    expect(await links.allInnerTexts()).toEqual(['Overview', 'Members', 'Roles']);
    await mary.page.goto(`${house.url}/audit`);
    await sees(mary.page, 'You may not see this page');
    await expectFit(mary.page, 'not-allowed');
    await mary.context.close();
    expect(mary.complaints).toEqual([]);
  });

  it('tells somebody who is thrown out while they look', async () => {
    const eve = await comesIn('Eve');
    const { body } = await byOwner('GET', '/members');
    const pubkey = body.members.find(({ display_name }) => display_name === 'Eve')?.pubkey;
    await byOwner('POST', `/members/${String(pubkey)}/kick`);
    await sees(eve.page, 'You are not a member of Harbour Watch');
    await expectFit(eve.page, 'thrown-out');
    await eve.context.close();
    expect(eve.complaints).toEqual([]);
  });

  it('says when the connection is cut, and comes back', async () => {
    await owner.page.goto(house.url);
    await connection('live');
    await house.stop();
    await connection('cut');
    await sees(owner.page, /What you see is as of /);
    await expectFit(owner.page, 'cut');
    await house.start();
    await connection('live');
    await byOwner('PATCH', '/server', { name: 'Harbour Guard' });
    await sees(owner.page, 'Harbour Guard');
    await vanishes(owner.page.getByText(/What you see is as of /));
    await byOwner('PATCH', '/server', { name: 'Harbour Watch' });
  });

  inDepth('says as of when everything is, too, where no connection ever came to be', async () => {
    const page = await owner.context.newPage();
    // Something on the way lets no socket through: it is asked for where there is none.
    await page.addInitScript(() => {
      const Real = window.WebSocket;
      const isCut = (): boolean => 'cut' in window;
      class Cut extends Real {
        constructor(url: string | URL, protocols?: string | string[]) {
          super(isCut() ? String(url).replace('/gateway/', '/nowhere/') : url, protocols);
        }
      }
      Object.assign(window, { WebSocket: Cut, cut: true });
    });
    await page.goto(house.url);
    await sees(page, /What you see is as of /);
    await expectFit(page, 'never-live');
    await page.evaluate('delete window.cut');
    await appears(page.locator('[data-connection="live"]'));
    await vanishes(page.getByText(/What you see is as of /));
    await page.close();
  });

  inDepth('is told what happened while it was cut off', async () => {
    const { page, context } = owner;
    const { body } = await byOwner('POST', '/invites', { label: 'For the crew' });
    const { body: other } = await byOwner('POST', '/invites', { label: 'For the pier' });
    const pages = page.getByRole('navigation', { name: 'Community' });
    await page.goto(`${house.url}/members`);
    await sees(page, 'Ada');
    await pages.getByRole('link', { name: 'Invites' }).click();
    await sees(page, 'For the pier');
    await connection('live');
    await context.setOffline(true);
    await house.stop();
    await connection('cut');
    await house.start();
    const jean = await memberBy(house.url, body.code);
    await call(house.url, 'PATCH', '/api/v1/auth/me', {
      token: jean.token,
      body: { display_name: 'Jean' },
    });
    await byOwner('DELETE', `/invites/${other.code}`);
    await context.setOffline(false);
    await connection('live');
    await vanishes(page.getByText('For the pier'));
    // What was fetched before the cut is what this page begins with.
    await pages.getByRole('link', { name: 'Members' }).click();
    await sees(page, 'Jean');
  });

  inDepth('comes back by itself after a sign-in that nothing answered', async () => {
    const { page } = owner;
    await page.goto(house.url);
    await connection('live');
    await page.route('**/api/v1/auth/challenge', (route) => route.abort());
    const failing = page.waitForEvent('requestfailed', (request) =>
      request.url().endsWith('/api/v1/auth/challenge'),
    );
    await byOwner('DELETE', '/auth/session');
    await house.stop();
    await house.start();
    await failing;
    await connection('cut');
    await page.unroute('**/api/v1/auth/challenge');
    await connection('live');
    await byOwner('PATCH', '/server', { name: 'Harbour Guard' });
    await sees(page, 'Harbour Guard');
    await byOwner('PATCH', '/server', { name: 'Harbour Watch' });
  });

  inDepth('signs out in every tab, and in again', async () => {
    const someone = await comesIn('Barbara');
    const other = await someone.context.newPage();
    await other.goto(house.url);
    await sees(other, 'Hello, Barbara');
    const token = await tokenOf(other);
    await someone.page.getByRole('button', { name: 'Your menu' }).click();
    await someone.page.getByRole('menuitem', { name: 'Sign out' }).click();
    for (const page of [someone.page, other]) await sees(page, 'You are signed out');
    const me = () => call(house.url, 'GET', '/api/v1/auth/me', { token });
    await until('the session of the other tab is over', async () => (await me()).status === 401);
    await other.getByRole('button', { name: 'Sign in' }).click();
    for (const page of [someone.page, other]) await sees(page, 'Hello, Barbara');
    await someone.context.close();
    expect(someone.complaints).toEqual([]);
  });

  it('renews a session that ends while somebody types, and keeps what they typed', async () => {
    const { page } = owner;
    await page.goto(`${house.url}/account`);
    await page.getByLabel('Your name').fill('Ada Lovelace');
    const { status } = await byOwner('DELETE', '/auth/session');
    expect(status).toBe(204);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await sees(page, 'Your name was saved.');
    expect(await page.getByLabel('Your name').inputValue()).toBe('Ada Lovelace');
    await expectFit(owner.page, 'account');
  });

  it('does not let go of a name that was typed without asking', async () => {
    const { page } = owner;
    await page.getByLabel('Your name').fill('Forgotten');
    await page.getByRole('link', { name: 'Members' }).click();
    const question = page.getByRole('dialog', { name: 'Leave without saving?' });
    await appears(question);
    await question.getByRole('button', { name: 'Cancel' }).click();
    expect(await page.getByLabel('Your name').inputValue()).toBe('Forgotten');
    await page.getByLabel('Your name').fill('Ada Lovelace');
    await page.getByRole('link', { name: 'Members' }).click();
    await appears(page.getByRole('heading', { level: 1, name: 'Members' }));
  });

  it('shows where one is signed in, ends one of it, and logs out the others', async () => {
    const someone = await comesIn('Radia');
    const { page, context } = someone;
    const elsewhere = async (): Promise<string> => {
      const other = await context.newPage();
      await other.goto(house.url);
      await sees(other, 'Hello, Radia');
      const token = await tokenOf(other);
      await other.close();
      return token;
    };
    const statusOf = async (token: string): Promise<number> =>
      (await call(house.url, 'GET', '/api/v1/auth/me', { token })).status;
    const tokens = [await elsewhere(), await elsewhere(), await elsewhere()];
    await page.goto(`${house.url}/account`);
    const ends = page.getByRole('button', { name: /^End: Chrome/ });
    await seesCount(ends, 3);
    await sees(page, 'This one');
    await expectFit(page, 'account-sessions');
    await ends.first().click();
    await seesCount(ends, 2);
    await page.getByRole('button', { name: 'Log out the others' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Log out the others' }).click();
    await sees(page, 'You are signed in nowhere else.');
    for (const token of tokens) expect(await statusOf(token)).toBe(401);
    expect(await statusOf(await tokenOf(page))).toBe(200);
    await context.close();
    expect(someone.complaints).toEqual([]);
  });

  inDepth(
    'shows on one page what one was called on another, and takes no name back unasked',
    async () => {
      const { page } = owner;
      await page.goto(`${house.url}/account`);
      await connection('live');
      const renamed = (display_name: string) => byOwner('PATCH', '/auth/me', { display_name });
      await renamed('Augusta');
      await appears(page.locator('input[value="Augusta"]'));
      expect(await page.getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true);
      await page.getByLabel('Your name').fill('Ada Byron');
      await renamed('Ada Lovelace');
      await sees(page, 'This was changed meanwhile');
      expect(await page.getByLabel('Your name', { exact: true }).inputValue()).toBe('Ada Byron');
      await page.getByRole('button', { name: 'Take theirs: Your name' }).click();
      expect(await page.getByLabel('Your name', { exact: true }).inputValue()).toBe('Ada Lovelace');
    },
  );

  it('keeps what is typed while the server restarts', async () => {
    const { page } = owner;
    await page.goto(`${house.url}/account`);
    await page.getByLabel('Your name').fill('Ada King');
    await house.stop();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await appears(page.getByRole('alert').first());
    await house.start();
    await connection('live');
    expect(await page.getByLabel('Your name').inputValue()).toBe('Ada King');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await sees(page, 'Your name was saved.');
    await byOwner('PATCH', '/auth/me', { display_name: 'Ada Lovelace' });
  });

  inDepth(
    'says that nothing can be changed where the community is served to be looked at',
    async () => {
      const { page } = owner;
      const noticeOn = (one: Page) =>
        one.getByRole('status').filter({ hasText: 'served read-only' });
      const notice = noticeOn(page);
      const { body } = await byOwner('POST', '/invites');
      await house.stop();
      await house.start({ GATEHOUSE_READ_ONLY: 'on' });
      await page.goto(house.url);
      await appears(notice);
      await connection('live');
      await expectFit(owner.page, 'read-only');
      const stranger = await visitor(browser(), house.url);
      await stranger.page.goto(`${house.url}/invite/${body.code}`);
      await appears(noticeOn(stranger.page));
      await expectFit(stranger.page, 'read-only-join');
      await stranger.context.close();
      await house.stop();
      await house.start();
      await page.goto(house.url);
      await connection('live');
      expect(await notice.count()).toBe(0);
    },
  );

  inDepth('has a menu that is told by name, and a page for wrong links', async () => {
    const { page } = owner;
    await page.getByRole('button', { name: 'Your menu' }).click();
    await appears(page.getByRole('menuitem', { name: 'Name and key' }));
    await expectFit(owner.page, 'menu');
    await page.goto(`${house.url}/no/such/page`);
    await sees(page, 'There is no such page');
    await expectFit(owner.page, 'not-found');
  });

  inDepth('takes any invite link, and never fetches one of another community', async () => {
    const stranger = await visitor(browser(), house.url);
    const link = encodeURIComponent('web+decentcom://elsewhere.example/invite/Ab3xK9Qz');
    await stranger.page.goto(`${house.url}/?link=${link}`);
    await sees(stranger.page, 'Welcome to Harbour Watch');
    const away = stranger.page.getByRole('link', { name: 'Go to elsewhere.example' });
    expect(await away.getAttribute('href')).toBe('https://elsewhere.example/invite/Ab3xK9Qz');
    await expectFit(stranger.page, 'welcome');
    await stranger.page.getByLabel('Invite link or code').fill('no link');
    await stranger.page.getByRole('button', { name: 'Open' }).click();
    await sees(stranger.page, /This is no invite link/);
    const { body } = await byOwner('POST', '/invites');
    await stranger.page.getByLabel('Invite link or code').fill(`decentcom:/invite/${body.code}`);
    await stranger.page.keyboard.press('Enter');
    await sees(stranger.page, 'You are invited to');
    await stranger.context.close();
    expect(stranger.complaints).toEqual([]);
  });

  inDepth(
    'asks a member once about the link that the app was opened with, and signed out as well',
    async () => {
      const { page } = owner;
      const link = encodeURIComponent('web+decentcom://elsewhere.example/invite/Ab3xK9Qz');
      const away = page.getByRole('link', { name: 'Go to elsewhere.example' });
      await page.goto(`${house.url}/?link=${link}`);
      await appears(page.getByRole('dialog'));
      expect(await away.getAttribute('href')).toBe('https://elsewhere.example/invite/Ab3xK9Qz');
      await expectFit(owner.page, 'open-link');
      await page.waitForURL(`${house.url}/`);
      await page.reload();
      await connection('live');
      expect(await page.getByRole('dialog').count()).toBe(0);

      await page.getByRole('button', { name: 'Your menu' }).click();
      await page.getByRole('menuitem', { name: 'Sign out' }).click();
      await sees(page, 'You are signed out');
      await page.goto(`${house.url}/?link=${link}`);
      await appears(away);
      await expectFit(owner.page, 'signed-out-with-link');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await appears(page.getByRole('dialog'));
      await page.waitForURL(`${house.url}/`);
    },
  );

  inDepth('keeps what is typed when the key is lost, and goes on when it is back', async () => {
    const someone = await comesIn('Joan');
    const { page } = someone;
    await page.goto(`${house.url}/account`);
    await page.getByRole('button', { name: 'Save a copy' }).click();
    await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
    await page.getByLabel('The passphrase once more').fill(PASSPHRASE);
    await page.getByRole('dialog').getByRole('button', { name: 'Save a copy' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save the file' }).click(),
    ]);
    const file = await download.path();
    await page.getByRole('button', { name: 'I have the file' }).click();
    const name = page.getByLabel('Your name', { exact: true });
    const save = page.getByRole('button', { name: 'Save', exact: true });
    const endSession = async (token: string) =>
      call(house.url, 'DELETE', '/api/v1/auth/session', { token });

    await name.fill('Joan Clarke');
    const first = await tokenOf(page);
    await page.evaluate(forgetKeys);
    await endSession(first);
    await save.click();
    await sees(page, 'The key of this browser is gone');
    await sees(page, /What you see is as of /);
    expect(await page.getByText('it catches up by itself').count()).toBe(0);
    expect(await name.inputValue()).toBe('Joan Clarke');
    await expectFit(page, 'key-lost-inside');
    await page.getByRole('button', { name: 'Leave without it' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Use a key that you saved' }).first().click();
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
    await page.getByRole('button', { name: 'Use this key' }).click();
    await vanishes(page.getByText('The key of this browser is gone'));
    await appears(page.locator('[data-connection="live"]'));
    expect(await name.inputValue()).toBe('Joan Clarke');
    await save.click();
    await sees(page, 'Your name was saved.');

    // Storage that is blocked may be let again: nothing is said to be lost.
    await name.fill('Joan Murray');
    await page.evaluate(() => {
      IDBDatabase.prototype.transaction = () => {
        throw new DOMException('Blocked.', 'SecurityError');
      };
    });
    await endSession(await tokenOf(page));
    await save.click();
    await sees(page, 'Your browser keeps nothing for this page');
    expect(await name.inputValue()).toBe('Joan Murray');

    // Whoever goes without it comes to the door.
    await page.reload();
    await appears(page.locator('[data-connection="live"]'));
    const last = await tokenOf(page);
    await page.evaluate(forgetKeys);
    await endSession(last);
    await page.getByRole('button', { name: 'Leave without it' }).click();
    await sees(page, 'Welcome to Harbour Watch');
    await someone.context.close();
    expect(someone.complaints).toEqual([]);
  });

  inDepth('saves a key in a file, locks it, and takes it back elsewhere', async () => {
    const { page } = owner;
    await page.goto(`${house.url}/account`);
    await page.getByRole('button', { name: 'Save a copy' }).click();
    await page.getByLabel('Passphrase', { exact: true }).fill('short');
    await page.getByRole('dialog').getByRole('button', { name: 'Save a copy' }).click();
    await sees(page, /Too short/);
    await expectFit(owner.page, 'export');
    await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
    await page.getByLabel('The passphrase once more').fill(PASSPHRASE);
    await page.getByRole('dialog').getByRole('button', { name: 'Save a copy' }).click();
    await appears(page.getByRole('button', { name: 'Save the file' }));
    const haveIt = page.getByRole('button', { name: 'I have the file' });
    expect(await haveIt.isDisabled()).toBe(true);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save the file' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^127\.0\.0\.1-\d+\.gatehouse-key\.json$/);
    const file = await download.path();
    await haveIt.click();
    await sees(page, /cannot be read out of this browser any more/);
    expect(await page.getByRole('button', { name: 'Save a copy' }).count()).toBe(0);

    const elsewhere = await visitor(browser(), house.url);
    await elsewhere.page.goto(house.url);
    await elsewhere.page.getByRole('button', { name: 'Use a key that you saved' }).click();
    await elsewhere.page.locator('input[type=file]').setInputFiles(file);
    await elsewhere.page.getByLabel('Passphrase').fill('not the passphrase');
    await elsewhere.page.getByRole('button', { name: 'Use this key' }).click();
    await sees(elsewhere.page, 'The passphrase does not open this file.');
    await expectFit(elsewhere.page, 'import');
    await elsewhere.page.getByLabel('Passphrase').fill(PASSPHRASE);
    await elsewhere.page.getByRole('button', { name: 'Use this key' }).click();
    await sees(elsewhere.page, 'Hello, Ada Lovelace');

    // The browser is out of space, and has thrown away what it could.
    await elsewhere.page.evaluate(forgetKeys);
    await elsewhere.page.goto(house.url);
    await sees(elsewhere.page, 'Welcome to Harbour Watch');
    await sees(elsewhere.page, 'The key of this browser is gone');
    await expectFit(elsewhere.page, 'key-lost');
    // The page of a link takes the file, too.
    const made = await call(house.url, 'POST', '/api/v1/invites', { token: await tokenOf(page) });
    await elsewhere.page.goto(made.body.invite_link);
    await sees(elsewhere.page, /^The key that somebody joined with from here is gone/);
    await expectFit(elsewhere.page, 'join-key-lost');
    await elsewhere.page.getByRole('button', { name: 'I already have a key' }).click();
    await elsewhere.page.locator('input[type=file]').setInputFiles(file);
    await elsewhere.page.getByLabel('Passphrase').fill('not the passphrase');
    await elsewhere.page.getByRole('button', { name: 'Use this key' }).click();
    await sees(elsewhere.page, 'The passphrase does not open this file.');
    expect(await elsewhere.page.getByText(/is replaced/).count()).toBe(0);
    await expectFit(elsewhere.page, 'join-import');
    await elsewhere.page.getByLabel('Passphrase').fill(PASSPHRASE);
    await elsewhere.page.getByRole('button', { name: 'Use this key' }).click();
    await sees(elsewhere.page, /^You are a member of Harbour Watch already/);
    await sees(elsewhere.page, 'Hello, Ada Lovelace');
    await elsewhere.context.close();
    expect(elsewhere.complaints).toEqual([]);

    // Another community, where nobody knows the key yet.
    const other = await House.open();
    try {
      const code = await (await other.owner()).invite();
      const there = await visitor(browser(), other.url);
      await there.page.goto(`${other.url}/invite/${code}`);
      await there.page.getByRole('button', { name: 'I already have a key' }).click();
      await there.page.locator('input[type=file]').setInputFiles(file);
      await sees(there.page, /^This key was saved for http/);
      await there.page.getByLabel('Passphrase').fill(PASSPHRASE);
      await there.page.getByRole('button', { name: 'Use this key' }).click();
      await sees(there.page, 'Your key is here now. Join with it.');
      await expectFit(there.page, 'key-taken');
      await there.page.reload();
      await there.page.getByRole('button', { name: 'I already have a key' }).click();
      await sees(there.page, /^The key that is in this browser now is replaced/);
      await there.page.getByRole('button', { name: /^Join / }).click();
      await sees(there.page, 'You are in');
      await there.context.close();
      expect(there.complaints).toEqual([]);
    } finally {
      await other.close();
    }
  });

  inDepth(
    'makes an owner of whoever comes first, or of the holder of a key, if it was started so',
    async () => {
      const first = await House.open({ GATEHOUSE_BOOTSTRAP: 'first-user' });
      const someone = await visitor(browser(), first.url);
      await someone.page.goto(first.url);
      await sees(someone.page, 'Whoever signs in first becomes the owner.');
      await expectFit(someone.page, 'no-owner-first');
      await someone.page.getByRole('button', { name: 'Become the owner' }).click();
      await sees(someone.page, 'Open your community');
      await someone.context.close();
      await first.close();

      const keyed = await House.open({ GATEHOUSE_OWNER_PUBKEY: PUBKEY });
      const other = await visitor(browser(), keyed.url);
      await other.page.goto(keyed.url);
      await sees(other.page, /for the holder of a certain key/);
      await appears(other.page.getByRole('button', { name: 'Use a key that you saved' }));
      await other.context.close();
      await keyed.close();
      expect([...someone.complaints, ...other.complaints]).toEqual([]);
    },
  );

  inDepth(
    'comes in few files, and asks for what it shows before all of them are there',
    async () => {
      const { page } = owner;
      const asked: string[] = [];
      const hear = (request: Request) => void asked.push(new URL(request.url()).pathname);
      page.on('request', hear);
      await page.goto(`${house.url}/invites`);
      await connection('live');
      page.off('request', hear);
      const scripts = asked.filter((path) => path.endsWith('.js'));
      expect(scripts.length).toBeLessThan(15);
      const pageCode = asked.findIndex((path) => path.includes('InvitesPage'));
      const calls = ['/api/v1/auth/me', '/api/v1/server', '/api/v1/roles'];
      // Nothing of it is waited for by the other.
      for (const call of calls) expect(Math.abs(asked.indexOf(call) - pageCode)).toBeLessThan(8);
    },
  );

  inDepth('lists its keys, and lets them be turned off', async () => {
    const { page } = owner;
    await page.goto(house.url);
    await connection('live');
    await page.keyboard.press('?');
    await sees(page, 'Shows this list');
    await expectFit(page, 'keys');
    await page.getByRole('switch', { name: 'Use single keys' }).click();
    await page.keyboard.press('Escape');
    await vanishes(page.getByRole('dialog'));
    await page.keyboard.press('c');
    await page.keyboard.press('?');
    await page.getByRole('button', { name: 'Your menu' }).click();
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.getByRole('menuitem', { name: 'Keyboard' }).click();
    await page.getByRole('switch', { name: 'Use single keys' }).click();
    await page.keyboard.press('Escape');
    await vanishes(page.getByRole('dialog'));
    await page.keyboard.press('c');
    await sees(page, 'New invite');
    await page.keyboard.press('Escape');
  });

  inDepth('signs out, and in again', async () => {
    const { page } = owner;
    await page.goto(house.url);
    await page.getByRole('button', { name: 'Your menu' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await sees(page, 'You are signed out');
    await page.reload();
    await sees(page, 'You are signed out');
    await expectFit(owner.page, 'signed-out');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await sees(page, 'Hello, Ada Lovelace');
    expect(owner.complaints).toEqual([]);
  });
});

/** In the page: the browser loses the keys, and nothing else that it remembers. */
function forgetKeys(): Promise<void> {
  sessionStorage.clear();
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('gatehouse');
    opening.onerror = () => reject(new Error('There was no database of keys.'));
    opening.onsuccess = () => {
      const writing = opening.result.transaction('identities', 'readwrite');
      writing.objectStore('identities').clear();
      writing.oncomplete = () => {
        opening.result.close();
        resolve();
      };
    };
  });
}
