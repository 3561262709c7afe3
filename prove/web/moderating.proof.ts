import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { memberBy, type Person } from '../../test/support/person.js';
import { until } from '../../test/support/until.js';
import { appears, describeInBrowser, sees, vanishes } from '../../test/web/support/browser.js';
import { expectFit } from '../../test/web/support/fit.js';
import { House } from '../../test/web/support/house.js';
import { insider, type Insider } from '../../test/web/support/insider.js';

const MANAGE_INVITES = 1 << 7;

describeInBrowser('a community that is moderated in the browser', (browser) => {
  let house: House;
  let owner: Insider;
  let page: Page;
  /** The role of those who bring others in. */
  let host: string;

  beforeAll(async () => {
    house = await House.open({ GATEHOUSE_RATE_LIMIT: 'off' });
    owner = await insider(browser(), house.url, house.ownerLink, 'Ada');
    page = owner.page;
    host = await makesRole('Host', MANAGE_INVITES, 4);
  });

  afterAll(async () => {
    await house.close();
    expect(owner.complaints).toEqual([]);
  });

  async function makesRole(name: string, permissions: number, position: number): Promise<string> {
    const body = { name, color: '#2f9e44', permissions, position };
    return (await owner.call('POST', '/roles', body)).body.id;
  }

  /** Somebody who came in by an invite of the owner or of somebody else, and may bring in others. */
  async function comes(name: string, by?: Person): Promise<Person> {
    const made = by ? await by.call('POST', '/invites') : await owner.call('POST', '/invites');
    const person = await memberBy(house.url, made.body.code);
    await person.call('PATCH', '/auth/me', { body: { display_name: name } });
    await owner.call('PUT', `/members/${person.pubkey}/roles/${host}`);
    return person;
  }

  const opens = async (path: string): Promise<void> => {
    await page.goto(house.url + path);
    await appears(page.locator('[data-connection="live"]'));
  };
  const row = (name: string) => page.getByRole('row').filter({ hasText: name });
  const dialog = (name?: string | RegExp) => page.getByRole('dialog', name ? { name } : {});
  const statusOf = async ({ pubkey }: Person) =>
    (await owner.call('GET', `/members/${pubkey}`)).status;
  const lastReason = async (type: string) => {
    const { body } = await owner.call('GET', `/audit/events?type=${type}&order=desc&limit=1`);
    return (body as unknown as { readonly events: readonly { readonly reason: string | null }[] })
      .events[0]?.reason;
  };
  const cancel = async (): Promise<void> => {
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    await vanishes(dialog());
  };

  it('has somebody banned from their page, with a reason that is kept', async () => {
    const mallory = await comes('Mallory');
    await opens(`/members/${mallory.pubkey}`);
    await page.getByRole('button', { name: 'Ban', exact: true }).click();
    await appears(dialog('Ban Mallory?'));
    await page.getByLabel('Reason').fill('Sold the keys');
    await expectFit(page, 'ban');
    await dialog().getByRole('button', { name: 'Ban' }).click();
    await sees(page, 'Mallory was banned.');
    await appears(page.getByRole('heading', { level: 1, name: 'Members' }));
    expect(await statusOf(mallory)).toBe(404);
    expect(await lastReason('MemberBanned')).toBe('Sold the keys');
    await opens('/bans');
    await appears(row('Sold the keys'));
    await row('Sold the keys').getByRole('button').click();
    await appears(dialog());
    await expectFit(page, 'ban-lift');
    await dialog().getByRole('button', { name: 'Lift' }).click();
    await sees(page, 'The ban was lifted.');
  });

  it('has several banned at once, who are named before', async () => {
    const [one, two] = [await comes('Yves'), await comes('Yvonne')];
    await opens('/members?q=yv');
    await page.getByLabel('Select all 2 listed').check();
    const selection = page.getByRole('region', { name: 'Selection' });
    await selection.getByRole('button', { name: 'Ban' }).click();
    await appears(dialog('Ban members').getByText('2 members will be banned'));
    for (const name of ['Yves', 'Yvonne']) await appears(dialog().getByText(name));
    await page.getByLabel('Reason').fill('A wave');
    await expectFit(page, 'members-ban');
    await dialog().getByRole('button', { name: 'Ban 2 members' }).click();
    await appears(dialog().getByRole('heading', { name: '2 members were banned.' }));
    await expectFit(page, 'members-banned');
    await dialog().getByRole('button', { name: 'Close' }).last().click();
    await sees(page, 'Nobody matches');
    for (const person of [one, two]) expect(await statusOf(person)).toBe(404);
    expect(await lastReason('MemberBanned')).toBe('A wave');
  });

  it('has a role given to several at once', async () => {
    const people = [await comes('Wanda'), await comes('Warren')];
    const pilot = await makesRole('Pilot', 1, 3);
    await opens('/members?q=wa');
    await page.getByLabel('Select all 2 listed').check();
    await page.getByRole('button', { name: 'Give a role' }).click();
    await expectFit(page, 'members-role');
    await dialog().getByLabel('Role').selectOption('Pilot');
    await appears(dialog().getByText('2 members will get it'));
    await dialog().getByRole('button', { name: 'Give it to 2 members' }).click();
    await appears(dialog().getByRole('heading', { name: '2 members got the role.' }));
    await dialog().getByRole('button', { name: 'Close' }).last().click();
    await appears(row('Wanda').getByText('Pilot'));
    for (const { pubkey } of people) {
      const { body } = await owner.call('GET', `/members/${pubkey}`);
      expect(body.roles).toContain(pilot);
    }
  });

  it('has a branch acted upon from the page of whoever brought it', async () => {
    const top = await comes('Bertha');
    const below = await comes('Bruno', top);
    const deeper = await comes('Brigitte', below);
    await opens(`/members/${top.pubkey}`);
    await page.getByRole('button', { name: 'Moderate all of them' }).click();
    await appears(dialog('Bertha and all whom they brought'));
    await appears(dialog().getByText('3 people will be removed'));
    await expectFit(page, 'branch-member');
    await dialog().getByText('Revoke their invites', { exact: true }).click();
    await appears(dialog().getByText('The invites of 2 people will stop'));
    await dialog().getByText('Ban', { exact: true }).click();
    await page.getByLabel('Reason').fill('All of one hand');
    await dialog().getByRole('button', { name: 'Ban 3 people' }).click();
    await appears(dialog().getByRole('heading', { name: '3 people were banned.' }));
    await dialog().getByRole('button', { name: 'Close' }).last().click();
    await vanishes(dialog());
    // Nobody is left without a place to go on from.
    expect(await page.locator(':focus').count()).toBe(1);
    for (const person of [top, below, deeper]) expect(await statusOf(person)).toBe(404);
    expect(await lastReason('MemberBanned')).toBe('All of one hand');
  });

  const place = (name: RegExp) => page.locator('svg').getByRole('treeitem', { name });
  const focused = (name: RegExp) => appears(place(name).and(page.locator(':focus')));

  it('has a branch acted upon from the tree, which shows it at once', async () => {
    const top = await comes('Carla');
    const below = await comes('Carlos', top);
    await opens('/members/tree');
    await place(/^Carla, /).click();
    const region = page.getByRole('region', { name: 'Selected' });
    await appears(region.getByText('Carla'));
    await region.getByRole('button', { name: 'Moderate all of them' }).click();
    await appears(dialog('Carla and all whom they brought'));
    await appears(dialog().getByText('2 people will be removed'));
    await expectFit(page, 'branch-tree');
    await dialog().getByRole('button', { name: 'Remove 2 people' }).click();
    await appears(dialog().getByRole('heading', { name: '2 people were removed.' }));
    await dialog().getByRole('button', { name: 'Close' }).last().click();
    await vanishes(dialog());
    for (const person of [top, below]) expect(await statusOf(person)).toBe(404);
    await appears(place(/^Carla, .*was removed/));
  });

  it('has its tree walked by mouse', async () => {
    const dora = await comes('Dora');
    await comes('Diana', dora);
    await comes('Dirk', dora);
    await opens('/members/tree');
    await place(/^Dora, /).click();
    const region = page.getByRole('region', { name: 'Selected' });
    await appears(region.getByText('Dora'));
    expect(await place(/^Dora, /).getAttribute('aria-selected')).toBe('true');
    for (const name of [/^Diana, /, /^Dirk, /]) await appears(place(name));
    await region.getByRole('button', { name: 'Close the branch' }).click();
    await vanishes(place(/^Diana, /));
    expect(await place(/^Dora, /).getAttribute('aria-expanded')).toBe('false');
    await region.getByRole('button', { name: 'Open the branch' }).click();
    await appears(place(/^Diana, /));
    // The knob at its end does the same.
    await place(/^Dora, /)
      .locator('[data-knob]')
      .click();
    await vanishes(place(/^Diana, /));
    await place(/^Dora, /)
      .locator('[data-knob]')
      .click();
    await appears(place(/^Dirk, /));
    await page.getByRole('button', { name: 'Show all of it' }).click();

    const drawing = page.getByRole('tree', { name: 'Invite tree' });
    const view = () => drawing.locator('g').first().getAttribute('style');
    const changes = async (what: string, act: () => Promise<unknown>): Promise<void> => {
      const before = await view();
      await act();
      await until(what, async () => (await view()) !== before);
    };
    const box = await drawing.boundingBox();
    if (!box) throw new Error('There is no drawing.');
    const [x, y] = [box.x + box.width / 2, box.y + box.height - 12];
    await changes('it is moved', async () => {
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x - 60, y - 40, { steps: 4 });
      await page.mouse.up();
    });
    await changes('the wheel enlarges it', () => page.mouse.wheel(0, -240));
    await changes('a button reduces it', () =>
      page.getByRole('button', { name: 'Smaller' }).click(),
    );
    await changes('all of it is shown', () =>
      page.getByRole('button', { name: 'Show all of it' }).click(),
    );
    await place(/^Dirk, /).click();
    await appears(region.getByText('Dirk'));
    await region.getByRole('link', { name: 'Dirk' }).click();
    await appears(page.getByRole('heading', { level: 1, name: 'Dirk' }));
  });

  it('has its tree walked by keyboard, from end to end', async () => {
    const eva = await comes('Eva');
    await comes('Emil', eva);
    await opens('/members/tree');
    await place(/^Ada, /).focus();
    await page.keyboard.press('Home');
    await focused(/^Ada, /);
    expect(await page.locator('svg [role="treeitem"][tabindex="0"]').count()).toBe(1);
    await page.keyboard.press('ArrowRight');
    // One after the other, until she comes.
    for (let steps = 0; steps < 40; steps++) {
      if (
        (await place(/^Eva, /)
          .and(page.locator(':focus'))
          .count()) > 0
      )
        break;
      await page.keyboard.press('ArrowDown');
    }
    await focused(/^Eva, /);
    await page.keyboard.press('ArrowRight');
    await appears(place(/^Emil, /));
    await page.keyboard.press('ArrowRight');
    await focused(/^Emil, /);
    await page.keyboard.press('ArrowLeft');
    await focused(/^Eva, /);
    await page.keyboard.press('Space');
    await vanishes(place(/^Emil, /));
    await page.keyboard.press('ArrowUp');
    expect(
      await place(/^Eva, /)
        .and(page.locator(':focus'))
        .count(),
    ).toBe(0);
    // To the last and the first of those whom one person has brought, and back to that person.
    const focus = page.locator('svg [role="treeitem"]:focus');
    const standsAt = async (end: 'first' | 'last'): Promise<void> => {
      const last = await focus.getAttribute('aria-setsize');
      const wanted = end === 'first' ? '1' : last;
      await until(
        `the ${end} has the focus`,
        async () => (await focus.getAttribute('aria-posinset')) === wanted,
      );
    };
    await page.keyboard.press('End');
    await standsAt('last');
    await page.keyboard.press('Home');
    await standsAt('first');
    await page.keyboard.press('ArrowLeft');
    await focused(/^Ada, /);
    const before = await page.locator('svg[role="tree"] > g').getAttribute('style');
    await page.keyboard.press('+');
    await until(
      'it is enlarged',
      async () => (await page.locator('svg[role="tree"] > g').getAttribute('style')) !== before,
    );
    await page.keyboard.press('0');
    await page.keyboard.press('Enter');
    await appears(page.getByRole('heading', { level: 1, name: 'Ada' }));
  });

  it('has its members filtered by role and by when they joined', async () => {
    const early = await comes('Felix');
    const joined = Date.parse((await owner.call('GET', `/members/${early.pubkey}`)).body.joined_at);
    // The field knows whole seconds.
    const between = Math.floor(joined / 1000) * 1000 + 1000;
    await until('another second has come', () => Date.now() > between);
    await comes('Frieda');
    const dancer = await makesRole('Dancer', 0, 1);
    await owner.call('PUT', `/members/${early.pubkey}/roles/${dancer}`);
    // Only these two: of many, some are out of sight.
    await opens('/members?q=f');
    await page.getByLabel('Role', { exact: true }).selectOption('Dancer');
    await appears(row('Felix'));
    await vanishes(row('Frieda'));
    expect(new URL(page.url()).searchParams.get('role')).toBe(dancer);
    await page.reload();
    await appears(row('Felix'));
    await page.getByLabel('Role', { exact: true }).selectOption('Any role');
    await appears(row('Frieda'));

    await page.getByRole('button', { name: 'More filters' }).click();
    const moment = new Date(between).toISOString().slice(0, 19);
    await page.getByLabel('Joined from').fill(moment);
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await appears(row('Frieda'));
    await vanishes(row('Felix'));
    await page.getByLabel('Joined from').fill('');
    await page.getByLabel('Joined until').fill(moment);
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await appears(row('Felix'));
    await vanishes(row('Frieda'));
    await page.getByLabel('Joined from').fill('2099-01-01T00:00:00');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await sees(page, 'This is before the other end.');
    await page.getByRole('button', { name: 'Joined in the last hour' }).click();
    await appears(row('Frieda'));
    await appears(row('Felix'));
    await page.getByLabel('Role', { exact: true }).selectOption('Dancer');
    await vanishes(row('Frieda'));
    await appears(row('Felix'));
  });

  it('asks in dialogs that everybody can read and leave', async () => {
    const gustav = await comes('Gustav');
    const code = (await owner.call('POST', '/invites', { label: 'Readable' })).body.code;
    await opens(`/invites/${code}`);
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await appears(dialog());
    await expectFit(page, 'invite-edit');
    await page.keyboard.press('Escape');
    await vanishes(dialog());
    await page.getByRole('button', { name: 'Show a QR code' }).click();
    await expectFit(page, 'invite-qr');

    await opens('/account');
    await page.getByRole('button', { name: 'Use a key that you saved' }).click();
    await appears(dialog());
    await expectFit(page, 'import-replaces');
    await page.keyboard.press('Escape');
    await vanishes(dialog());
    await page.getByRole('button', { name: 'Delete the key from this browser' }).click();
    await appears(dialog());
    await expectFit(page, 'key-delete');
    await cancel();

    await opens(`/members/${gustav.pubkey}`);
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await appears(dialog());
    await cancel();
    expect(await page.getByRole('button', { name: 'Remove', exact: true }).innerText()).toBe(
      'Remove',
    );

    const { body } = await owner.call('POST', '/invites');
    const guest = await insider(browser(), house.url, body.invite_link, 'Guest');
    const elsewhere = await guest.context.newPage();
    await elsewhere.goto(house.url);
    await sees(elsewhere, 'Hello, Guest');
    await guest.page.goto(`${house.url}/account`);
    await guest.page.getByRole('button', { name: 'Log out the others' }).click();
    await appears(guest.page.getByRole('dialog'));
    await expectFit(guest.page, 'sessions-end');
    await guest.page.keyboard.press('Escape');
    await vanishes(guest.page.getByRole('dialog'));
    await guest.page.getByRole('button', { name: /^Leave/ }).click();
    await appears(guest.page.getByRole('dialog'));
    await expectFit(guest.page, 'leave');
    await guest.page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    expect(guest.complaints).toEqual([]);
    await guest.context.close();
  });
});
