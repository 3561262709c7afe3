import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { gatehouseJson } from '../support/command-line.js';
import { memberBy, type Person } from '../support/person.js';
import { inDepth } from '../support/proof.js';
import { until } from '../support/until.js';
import { appears, describeInBrowser, sees, vanishes } from './support/browser.js';
import { expectFit } from './support/fit.js';
import { House } from './support/house.js';
import { insider, type Insider } from './support/insider.js';
import { tabTo } from './support/keyboard.js';

/** More than one page of the list. */
const CROWD = 120;
const HOSTILE = '<b>שלום</b> bold';

describeInBrowser('the members', (browser) => {
  let house: House;
  let owner: Insider;
  let grace: Person;

  beforeAll(async () => {
    house = await House.open({ GATEHOUSE_RATE_LIMIT: 'off' });
    owner = await insider(browser(), house.url, house.ownerLink, 'Ada');
    grace = await comes('Grace');
  });

  afterAll(() => house.close());

  /** Somebody who came in by an invite of somebody. */
  async function comes(name: string, by?: Person): Promise<Person> {
    const made = by ? await by.call('POST', '/invites') : await owner.call('POST', '/invites');
    const person = await memberBy(house.url, made.body.code);
    const named = await person.call('PATCH', '/auth/me', { body: { display_name: name } });
    expect(named.status).toBe(200);
    return person;
  }

  async function makesRole(name: string, permissions: number, position = 5): Promise<string> {
    const body = { name, color: '#2f9e44', permissions, position };
    return (await owner.call('POST', '/roles', body)).body.id;
  }

  const opens = async (page: Page, path: string): Promise<void> => {
    await page.goto(house.url + path);
    await appears(page.locator('[data-connection="live"]'));
  };
  const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });
  const gone = (page: Page, name: string) =>
    vanishes(page.getByRole('link', { name, exact: true }));

  it('are listed with their roles, and how and by whom they came in', async () => {
    const { page } = owner;
    const moderator = await makesRole('Harbour master', 0b10110000, 20);
    await owner.call('PUT', `/members/${grace.pubkey}/roles/${moderator}`);
    await comes(HOSTILE, grace);
    await opens(page, '/members');
    await sees(page, HOSTILE);
    await appears(row(page, 'Ada').first().getByText('Owner'));
    expect(await row(page, 'Harbour master').innerText()).toMatch(/Invite \S{8} from\s+Ada/);
    expect(await row(page, HOSTILE).innerText()).toMatch(/from\s+Grace/);
    const invite = row(page, 'Harbour master').getByRole('link', { name: /^[0-9A-Za-z]{8}$/ });
    expect(await invite.getAttribute('href')).toBe(`/invites/${await invite.innerText()}`);
    await expectFit(page, 'members');
    await row(page, 'Harbour master').getByRole('cell').last().click();
    await appears(page.getByRole('heading', { level: 1, name: 'Grace' }));
    await page.goBack();
    await sees(page, HOSTILE);
    expect(await page.getByRole('table').locator('b').count()).toBe(0);
  });

  it('are followed live: who comes, is renamed, gets a role, and leaves', async () => {
    const { page } = owner;
    await opens(page, '/members');
    await sees(page, 'Grace');
    const mary = await comes('Mary');
    await appears(row(page, 'Mary'));
    await mary.call('PATCH', '/auth/me', { body: { display_name: 'Marie' } });
    await appears(row(page, 'Marie'));
    const pilot = await makesRole('Pilot', 1);
    await owner.call('PUT', `/members/${mary.pubkey}/roles/${pilot}`);
    await appears(row(page, 'Marie').getByText('Pilot'));
    await owner.call('DELETE', `/roles/${pilot}`);
    await vanishes(row(page, 'Marie').getByText('Pilot'));
    await mary.call('DELETE', '/members/me');
    await gone(page, 'Marie');
  });

  it('are looked for by name, and by whom they came through, in the address', async () => {
    const { page } = owner;
    const host = await comes('Hostess');
    const hosting = await makesRole('Host', 1 << 7, 4);
    await owner.call('PUT', `/members/${host.pubkey}/roles/${hosting}`);
    await comes('Quentin', host);
    await comes('Quincy');
    await opens(page, '/members');
    await sees(page, 'Grace');
    await page.keyboard.press('/');
    await page.keyboard.type('quENT');
    await gone(page, 'Grace');
    await appears(row(page, 'Quentin'));
    expect(new URL(page.url()).searchParams.get('q')).toBe('quENT');
    await page.getByRole('searchbox').fill('q');
    await appears(row(page, 'Quincy'));
    await page.getByRole('button', { name: 'More filters' }).click();
    await page.getByRole('combobox', { name: 'Brought by' }).fill('hostes');
    await page.getByRole('option', { name: /^Hostess/ }).click();
    await page.getByLabel('Came in by invite').fill('no code');
    await page.getByRole('searchbox').fill('qu');
    await page.waitForURL(/[?&]q=qu(&|$)/);
    expect(await page.getByLabel('Came in by invite').inputValue()).toBe('no code');
    await page.getByLabel('Came in by invite').focus();
    await page.keyboard.press('Enter');
    await sees(page, 'That is no code and no invite link.');
    await page.getByLabel('Came in by invite').fill('');
    await page.keyboard.press('Enter');
    await gone(page, 'Quincy');
    await appears(row(page, 'Quentin'));
    expect(new URL(page.url()).searchParams.get('invited_by')).toBe(host.userId);
    await expectFit(page, 'members-filtered');
    await page.getByRole('searchbox').fill('nobody is called so');
    await sees(page, 'Nobody matches');
    await expectFit(page, 'members-nobody');
    await page.getByRole('status').getByRole('button', { name: 'Remove all filters' }).click();
    await appears(row(page, 'Ada').first());
    expect(new URL(page.url()).search).toBe('');
  });

  it('are removed several at once: who is left alone is named, and with whom it failed', async () => {
    const { page } = owner;
    const [otto, olaf] = [await comes('Zotto'), await comes('Zolaf')];
    await owner.call('PATCH', '/auth/me', { display_name: 'Zada' });
    await opens(page, '/members?q=z');
    await page.getByLabel('Select Zotto').focus();
    await page.keyboard.press('Space');
    await page.getByLabel('Select all 3 listed').check();
    await page
      .getByRole('region', { name: 'Selection' })
      .getByRole('button', { name: 'Remove' })
      .click();
    const dialog = page.getByRole('dialog', { name: 'Remove members' });
    await appears(dialog.getByText('that is you'));
    await expectFit(page, 'members-dry-run');
    await owner.call('POST', `/members/${olaf.pubkey}/kick`, {});
    await dialog.getByRole('button', { name: 'Remove 2 members' }).click();
    await appears(dialog.getByRole('heading', { name: '1 member was removed.' }));
    await appears(dialog.getByText('There is no such member'));
    await expectFit(page, 'members-done');
    expect((await owner.call('GET', `/members/${otto.pubkey}`)).status).toBe(404);
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    // Whoever has left meanwhile is chosen no more.
    await sees(page, '1 selected');
    // Whoever is chosen stays so while nobody is listed, of whom there is nobody to choose.
    await page.getByRole('searchbox').fill('nobody is called so');
    await sees(page, 'Nobody matches');
    await sees(page, '1 selected');
    expect(await page.getByLabel(/^Select all/).count()).toBe(0);
    await owner.call('PATCH', '/auth/me', { display_name: 'Ada' });
  });

  it('are let be by whoever leaves in the middle, who is asked first', async () => {
    const { page } = owner;
    const [first, second] = [await comes('Xena'), await comes('Xerxes')];
    await opens(page, '/roles');
    await page.getByRole('link', { name: 'Members', exact: true }).click();
    await sees(page, 'Grace');
    await page.getByRole('searchbox').fill('x');
    await appears(row(page, 'Xerxes'));
    await page.getByLabel('Select all 2 listed').check();
    let answer = (): void => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    await page.route('**/kick', async (route) => {
      await held;
      await route.continue();
    });
    await page.getByRole('button', { name: 'Remove' }).first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove 2 members' }).click();
    await sees(page, '0 of 2 done');
    await page.goBack();
    const question = page.getByRole('dialog', { name: 'Leave while this is going on?' });
    await appears(question);
    await expectFit(page, 'members-leave');
    await question.getByRole('button', { name: 'Leave' }).click();
    await vanishes(page.getByRole('dialog'));
    answer();
    const isIn = async ({ pubkey }: Person) =>
      (await owner.call('GET', `/members/${pubkey}`)).status === 200;
    await until('removed', async () => !(await isIn(first)));
    await page.unroute('**/kick');
    await opens(page, '/members');
    expect(await isIn(second)).toBe(true);
  });

  it('are banned with all who came in by an invite, and it stops', async () => {
    const { page } = owner;
    const { code } = (await owner.call('POST', '/invites', { label: 'Wave' })).body;
    const first = await memberBy(house.url, code);
    const theirs = await memberBy(house.url, code);
    const manager = await makesRole('Wave maker', 1 << 7, 4);
    await owner.call('PUT', `/members/${first.pubkey}/roles/${manager}`);
    const below = await comes('Below', first);
    await opens(page, `/invites/${code}`);
    await page.getByRole('button', { name: 'Undo this wave' }).click();
    const dialog = page.getByRole('dialog', { name: 'Undo who came in by Wave' });
    await appears(dialog.getByText('3 people will be removed'));
    await expectFit(page, 'wave');
    await dialog.getByText('Ban', { exact: true }).click();
    await dialog.getByRole('button', { name: 'Ban 3 people' }).click();
    await appears(dialog.getByRole('heading', { name: '3 people were banned.' }));
    await appears(dialog.getByText('2 invites were revoked.'));
    await expectFit(page, 'wave-undone');
    for (const person of [first, theirs, below]) {
      expect((await owner.call('GET', `/members/${person.pubkey}`)).status).toBe(404);
    }
  });

  inDepth('are fetched page by page as one scrolls', async () => {
    const { page } = owner;
    const code = (await owner.call('POST', '/invites')).body.code;
    await Promise.all(Array.from({ length: CROWD }, () => memberBy(house.url, code)));
    await comes('The last one');
    await opens(page, '/members');
    await sees(page, 'Grace');
    expect(await row(page, 'The last one').count()).toBe(0);
    await page.getByRole('table').hover();
    for (let turn = 0; turn < 40; turn++) {
      if ((await row(page, 'The last one').count()) > 0) break;
      await page.mouse.wheel(0, 1500);
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    }
    await appears(row(page, 'The last one'));
    expect(await page.getByRole('row').count()).toBeLessThan(60);
  });

  inDepth(
    'are listed under whoever brought them, as far as somebody wanted, whoever comes',
    async () => {
      const { page } = owner;
      await opens(page, '/members/tree?view=list');
      await page.getByRole('treeitem').first().focus();
      await page.keyboard.press('ArrowRight');
      const more = page.getByRole('tree').getByRole('button', { name: 'Show more' });
      await more.click();
      await vanishes(more);
      const { length } = await page.getByRole('treeitem').all();
      expect(length).toBeGreaterThan(CROWD);
      await comes('The very last');
      await appears(page.getByRole('treeitem', { name: /^The very last/ }));
      expect(await page.getByRole('treeitem').count()).toBe(length + 1);
    },
  );

  inDepth('are told of when they come, where the list does not reach to them yet', async () => {
    const { page } = owner;
    await opens(page, '/members');
    await sees(page, 'Grace');
    await comes('Newcomer');
    await sees(page, '1 person has joined meanwhile.');
    await expectFit(page, 'members-newcomers');
    await page.getByRole('button', { name: 'Show who' }).click();
    await appears(row(page, 'Newcomer'));
    await gone(page, 'Grace');
    await comes('And another');
    await appears(row(page, 'And another'));
    expect(await page.getByRole('region', { name: 'Newcomers' }).count()).toBe(0);
  });

  inDepth('are followed live while more of them are on their way', async () => {
    const { page } = owner;
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    await page.route(/\/members\?.*cursor=/, async (route) => {
      const response = await route.fetch();
      await released;
      await route.fulfill({ response });
    });
    await opens(page, '/members');
    const asked = page.waitForRequest(/\/members\?.*cursor=/);
    // So high that all of a page is in it, and the next one is asked for.
    await page.setViewportSize({ width: 1280, height: 8000 });
    await asked;
    await grace.call('PATCH', '/auth/me', { body: { display_name: 'Hopper' } });
    await appears(row(page, 'Hopper').first());
    release();
    await appears(row(page, 'The last one'));
    expect(await row(page, 'Hopper').first().innerText()).toContain('Harbour master');
    expect(await row(page, 'Grace').count()).toBe(0);
    await grace.call('PATCH', '/auth/me', { body: { display_name: 'Grace' } });
    await page.unroute(/\/members\?.*cursor=/);
    await page.setViewportSize({ width: 1280, height: 720 });
  });

  inDepth('are given and deprived of roles, those that stand below', async () => {
    const { page } = owner;
    await makesRole('Lookout', 0b1000);
    await opens(page, `/members/${grace.pubkey}`);
    const lookout = page.getByRole('switch', { name: 'Lookout' });
    await lookout.focus();
    await page.keyboard.press('Space');
    await sees(page, /Lookout was given/);
    const { body } = await owner.call('GET', `/members/${grace.pubkey}`);
    expect(body.roles).toHaveLength(2);
    expect(await lookout.isChecked()).toBe(true);
    await expectFit(page, 'member');
  });

  inDepth('are shown to a moderator with what they may do, and no more', async () => {
    const dan = await comes('Dan');
    const { body } = await owner.call('POST', '/invites');
    const moderator = await insider(browser(), house.url, body.invite_link, 'Moderator');
    const { page } = moderator;
    const me = (await moderator.call('GET', '/auth/me')).body;
    const rank = await makesRole('Bosun', 0b10000, 10);
    await makesRole('Above', 0, 30);
    const tooMuch = await makesRole('Too much', 1 << 8, 2);
    await owner.call('PUT', `/members/${dan.pubkey}/roles/${tooMuch}`);
    await owner.call('PUT', `/members/${me.pubkey}/roles/${rank}`);
    await opens(page, `/members/${dan.pubkey}`);
    const lacked = page.getByRole('switch', { name: 'Too much' });
    await appears(lacked);
    // They may take it, and not give it back; whoever has taken it stays where they are.
    await lacked.focus();
    await page.keyboard.press('Space');
    await sees(page, /Too much was taken/);
    expect(await lacked.isDisabled()).toBe(true);
    expect(await lacked.evaluate((input) => input === document.activeElement)).toBe(true);
    await page.keyboard.press('Space');
    expect(await lacked.isChecked()).toBe(false);
    const { body: still } = await owner.call('GET', `/members/${dan.pubkey}`);
    expect(still.roles).toEqual([]);
    await sees(page, /it has permissions that you lack \(Manage the community\)/);
    expect(await page.getByRole('switch', { name: 'Above' }).count()).toBe(0);
    expect(await page.getByRole('heading', { name: 'Moderation' }).count()).toBe(0);
    expect(await page.getByRole('heading', { name: 'Invite tree' }).count()).toBe(0);
    await opens(page, `/members/${grace.pubkey}`);
    await sees(page, 'Harbour master');
    expect(await page.getByRole('switch').count()).toBe(0);
    expect(moderator.complaints).toEqual([]);
    await moderator.context.close();
  });

  inDepth('are shown with how they came in as soon as one may know it', async () => {
    const { body } = await owner.call('POST', '/invites');
    const doorman = await insider(browser(), house.url, body.invite_link, 'Dora');
    const { page } = doorman;
    const { pubkey } = (await doorman.call('GET', '/auth/me')).body;
    await opens(page, '/members');
    await appears(row(page, 'Harbour master'));
    expect(await page.getByRole('columnheader', { name: 'Came in' }).count()).toBe(0);
    const managing = await makesRole('Doorman', 1 << 7, 3);
    await owner.call('PUT', `/members/${pubkey}/roles/${managing}`);
    await appears(row(page, 'Harbour master').getByText(/Invite \S{8} from/));
    await owner.call('DELETE', `/members/${pubkey}/roles/${managing}`);
    await vanishes(page.getByRole('columnheader', { name: 'Came in' }));
    expect(doorman.complaints).toEqual([]);
    await doorman.context.close();
  });

  it('are removed with a reason, which is kept when it is refused', async () => {
    const { page } = owner;
    const eve = await comes('Eve');
    await opens(page, `/members/${eve.pubkey}`);
    await tabTo(page, 'Remove');
    await page.keyboard.press('Enter');
    await appears(page.getByRole('dialog', { name: 'Remove Eve?' }));
    await page.getByLabel('Reason').fill('Noise at night');
    await expectFit(page, 'kick');
    await page.context().setOffline(true);
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await sees(page, 'The server does not answer');
    expect(await page.getByLabel('Reason').inputValue()).toBe('Noise at night');
    await page.context().setOffline(false);
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await sees(page, 'Eve was removed.');
    await appears(page.getByRole('heading', { level: 1, name: 'Members' }));
    const events = await owner.call('GET', '/audit/events?type=MemberKicked&order=desc&limit=1');
    expect(JSON.stringify(events.body)).toContain('Noise at night');
  });

  inDepth('are as the answers say, where the gateway is out of reach', async () => {
    const hank = await comes('Hank');
    const ivy = await comes('Ivy');
    await makesRole('Stoker', 0, 1);
    const { body } = await owner.call('POST', '/invites', { grant_role_id: 'admin' });
    const cutOff = await insider(browser(), house.url, body.invite_link, 'Lise');
    const { page } = cutOff;
    // The list is kept meanwhile; they stand at its end.
    const opensFromList = async (name: string): Promise<void> => {
      await page.setViewportSize({ width: 1280, height: 9000 });
      await page.getByRole('link', { name, exact: true }).click();
      await appears(page.getByRole('heading', { level: 1, name }));
    };
    await page.routeWebSocket('**/gateway/**', (socket) => void socket.close());
    await page.goto(`${house.url}/members`);
    await opensFromList('Hank');
    const stoker = page.getByRole('switch', { name: 'Stoker' });
    await stoker.click();
    await sees(page, /Stoker was given/);
    expect(await stoker.isChecked()).toBe(true);
    expect((await owner.call('GET', `/members/${hank.pubkey}`)).body.roles).toHaveLength(1);
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await sees(page, 'Hank was removed.');
    await appears(row(page, 'Ivy'));
    await gone(page, 'Hank');
    await opensFromList('Ivy');
    await page.getByRole('button', { name: 'Erase' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Erase' }).click();
    await sees(page, 'Ivy was erased.');
    await appears(row(page, 'Lise'));
    await gone(page, 'Ivy');
    expect((await ivy.call('GET', '/auth/me')).status).toBe(401);
    await cutOff.context.close();
  });

  it('are banned; whoever looks at them meanwhile is told', async () => {
    const { page } = owner;
    const mallory = await comes('Mallory');
    await opens(page, `/members/${mallory.pubkey}`);
    await page.getByRole('button', { name: 'Ban' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await vanishes(page.getByRole('dialog'));
    await owner.call('POST', `/members/${mallory.pubkey}/ban`, {});
    await sees(page, 'They are not a member');
    await expectFit(page, 'member-gone');
  });

  inDepth('stand in a tree that is walked by keyboard', async () => {
    const { page } = owner;
    const linus = await comes('Linus', grace);
    await opens(page, `/members/${grace.pubkey}`);
    await appears(page.getByRole('treeitem').first());
    await page.getByRole('treeitem').first().focus();
    await page.keyboard.press('ArrowRight');
    await appears(page.getByRole('treeitem', { name: /^Linus/ }));
    await page.getByRole('tree').scrollIntoViewIfNeeded();
    await expectFit(page, 'member-tree');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await appears(page.getByRole('heading', { level: 1, name: 'Linus' }));
    expect(page.url()).toBe(`${house.url}/members/${linus.pubkey}`);
    const above = page.getByRole('navigation', { name: 'Who brought them' });
    await appears(above);
    expect((await above.innerText()).replaceAll(/\s+/g, ' ')).toMatch(/Ada.*Grace.*Linus/);
    await above.getByRole('link', { name: 'Grace' }).click();
    await appears(page.getByRole('heading', { level: 1, name: 'Grace' }));
    expect(owner.complaints).toEqual([]);
  });

  it('are drawn as a tree, which is searched and walked by keyboard', async () => {
    const { page } = owner;
    await comes('Noor', grace);
    await opens(page, '/members');
    await page.getByRole('link', { name: 'Invite tree' }).click();
    const place = (name: RegExp) => page.locator('svg').getByRole('treeitem', { name });
    await appears(place(/^Ada, .*brought/));
    await page.keyboard.press('/');
    await page.keyboard.type('Noor');
    await page.getByRole('option', { name: /^Noor/ }).click();
    const focused = (name: RegExp) => appears(place(name).and(page.locator(':focus')));
    await focused(/^Noor, /);
    expect(new URL(page.url()).searchParams.get('person')).toMatch(/^[0-9a-f]{32}$/);
    await page.keyboard.press('ArrowLeft');
    await focused(/^Grace, .*brought/);
    await page.keyboard.press('Space');
    await vanishes(place(/^Noor, /));
    await page.keyboard.press('ArrowRight');
    await appears(place(/^Noor, /));
    await page.keyboard.press('-');
    await expectFit(page, 'tree-drawn');
    await page.keyboard.press('Enter');
    await appears(page.getByRole('heading', { level: 1, name: 'Grace' }));
    await page.getByRole('link', { name: 'In the tree' }).click();
    await appears(page.getByRole('region', { name: 'Selected' }).getByText('Grace'));
    await page.getByText('List', { exact: true }).click();
    await appears(page.getByRole('navigation', { name: 'Who brought them' }));
    expect(owner.complaints).toEqual([]);
  });

  it('are erased, after it was said what that means', async () => {
    const { page } = owner;
    const zoe = await comes('Zoe', grace);
    await opens(page, `/members/${zoe.pubkey}`);
    await tabTo(page, 'Erase');
    await page.keyboard.press('Enter');
    await appears(page.getByRole('dialog', { name: 'Erase Zoe for good?' }));
    await sees(page, /Nobody can bring any of it back/);
    await expectFit(page, 'erase');
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await vanishes(page.getByRole('dialog'));
    expect((await zoe.call('GET', '/auth/me')).status).toBe(200);
    await page.getByRole('button', { name: 'Erase' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Erase' }).click();
    await sees(page, 'Zoe was erased.');
    await appears(page.getByRole('heading', { level: 1, name: 'Members' }));
    await gone(page, 'Zoe');
    expect((await zoe.call('GET', '/auth/me')).status).toBe(401);
    await opens(page, `/members/${grace.pubkey}`);
    await page.getByRole('treeitem').first().focus();
    await page.keyboard.press('ArrowRight');
    await appears(page.getByRole('treeitem', { name: /^Erased person/ }));
    await expectFit(page, 'member-tree-erased');
  });

  inDepth('are shown with another owner after a transfer', async () => {
    const { body } = await owner.call('POST', '/invites', { grant_role_id: 'admin' });
    const admin = await insider(browser(), house.url, body.invite_link, 'Olga');
    const { pubkey } = (await owner.call('GET', '/auth/me')).body;
    const transfer = (heir: string) =>
      gatehouseJson(['owner', 'transfer', heir, '--yes', '--database', house.database]);
    const owns = (page: Page, name: string) =>
      row(page, name).first().getByText('Owner', { exact: true });
    await opens(admin.page, '/members');
    await opens(owner.page, '/members');
    await appears(owns(admin.page, 'Ada'));
    await transfer(grace.pubkey);
    await appears(owns(admin.page, 'Harbour master'));
    await vanishes(owns(admin.page, 'Ada'));
    // The former owner is not told who it is, and is not taken for them.
    await vanishes(owns(owner.page, 'Ada'));
    await transfer(pubkey);
    await appears(owns(owner.page, 'Ada'));
    expect(admin.complaints).toEqual([]);
    await admin.context.close();
  });

  inDepth('are told of in German', async () => {
    const { page } = owner;
    await opens(page, '/members');
    await page.getByRole('button', { name: 'Your menu' }).click();
    await page.getByRole('menuitemradio', { name: 'Deutsch' }).click();
    await appears(page.getByRole('heading', { level: 1, name: 'Mitglieder' }));
    await page.goto(`${house.url}/members/${grace.pubkey}`);
    await sees(page, 'Einladungsbaum');
    await expectFit(page, 'member-german');
    expect(owner.complaints).toEqual([]);
  });
});
