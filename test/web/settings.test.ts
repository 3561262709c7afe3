import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { inDepth } from '../support/proof.js';
import { until } from '../support/until.js';
import { appears, describeInBrowser, sees, vanishes, visitor } from './support/browser.js';
import { expectFit } from './support/fit.js';
import { House } from './support/house.js';
import { insider, type Insider } from './support/insider.js';
import { tabTo } from './support/keyboard.js';

describeInBrowser('the settings', (browser) => {
  let house: House;
  let owner: Insider;

  beforeAll(async () => {
    house = await House.open({ GATEHOUSE_RATE_LIMIT: 'off' });
    owner = await insider(browser(), house.url, house.ownerLink, 'Ada');
  });

  afterAll(() => house.close());

  const opens = async (page: Page): Promise<void> => {
    await page.goto(`${house.url}/settings`);
    await appears(page.locator('[data-connection="live"]'));
  };
  const nameField = (page: Page) => page.getByRole('textbox', { name: 'Name of the community' });
  const server = async () => (await owner.call('GET', '/server')).body;

  it('are changed by keyboard, each way in said in words', async () => {
    const { page } = owner;
    await opens(page);
    await tabTo(page, /^Name of the community/);
    await page.keyboard.type(' North');
    await tabTo(page, /^Whoever has an invite/);
    await page.keyboard.press('ArrowDown');
    await expectFit(page, 'settings');
    await tabTo(page, 'Save');
    await page.keyboard.press('Enter');
    await sees(page, 'The settings were saved.');
    expect((await server()).membership_mode).toBe('allowlist');
    await appears(page.getByRole('banner').getByText('North', { exact: false }));
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
  });

  inDepth('take no icon but an URL, and say what becomes of one from elsewhere', async () => {
    const { page } = owner;
    await opens(page);
    const icon = page.getByRole('textbox', { name: 'Icon' });
    await icon.fill('javascript:alert(1)');
    await sees(page, 'The address has to begin with https://.');
    await page.getByRole('button', { name: 'Save' }).click();
    expect((await owner.call('GET', '/server')).body).toMatchObject({ icon: null });
    await icon.fill('https://elsewhere.example/icon.png');
    await sees(page, /This picture is on another site/);
    await expectFit(page, 'settings-icon');
    await page.getByRole('button', { name: 'Save' }).click();
    await sees(page, 'The settings were saved.');
    expect((await owner.call('GET', '/server')).body).toMatchObject({
      icon: 'https://elsewhere.example/icon.png',
    });
  });

  inDepth(
    'say so when somebody else changes them meanwhile, and write only what was changed',
    async () => {
      const { page } = owner;
      await opens(page);
      await nameField(page).fill('Harbour South');
      await owner.call('PATCH', '/server', { membership_mode: 'closed' });
      await sees(page, 'This was changed meanwhile');
      await expectFit(page, 'settings-stale');
      await page.getByRole('button', { name: 'Save' }).click();
      await sees(page, 'The settings were saved.');
      expect(await server()).toMatchObject({ name: 'Harbour South', membership_mode: 'closed' });
    },
  );

  it('show both where two changed the same, and keep or take what is chosen', async () => {
    const { page } = owner;
    // Another than either of them chooses, whatever went before.
    await owner.call('PATCH', '/server', { membership_mode: 'invite_only' });
    await opens(page);
    const saves = async (): Promise<number> => {
      const [answer] = await Promise.all([
        page.waitForResponse((response) => response.request().method() === 'PATCH'),
        page.getByRole('button', { name: 'Save' }).click(),
      ]);
      return answer.status();
    };
    await nameField(page).fill('Harbour East');
    await page.getByRole('radio', { name: 'Nobody' }).click();
    await owner.call('PATCH', '/server', { name: 'Harbour Bar', membership_mode: 'open' });
    await sees(page, 'This was changed meanwhile');
    const name = page.getByRole('group', { name: 'Name of the community' });
    await appears(name.getByText('Harbour East'));
    await appears(name.getByText('Harbour Bar'));
    const mode = page.getByRole('group', { name: 'Who can join' });
    await appears(mode.getByText('Nobody'));
    await appears(mode.getByText('Everybody'));
    await expectFit(page, 'settings-conflict');
    expect(await saves()).toBe(412);
    expect(await server()).toMatchObject({ name: 'Harbour Bar', membership_mode: 'open' });
    await page.getByRole('button', { name: 'Take theirs: Who can join' }).click();
    await page.getByRole('button', { name: 'Keep mine: Name of the community' }).click();
    expect(await page.getByRole('radio', { name: 'Everybody' }).isChecked()).toBe(true);
    expect(await nameField(page).inputValue()).toBe('Harbour East');
    expect(await saves()).toBe(200);
    expect(await server()).toMatchObject({ name: 'Harbour East', membership_mode: 'open' });
  });

  inDepth('keep what was typed when the server does not answer, or refuses', async () => {
    const { page } = owner;
    await opens(page);
    await nameField(page).fill('Harbour\u202eWest');
    await page.getByRole('button', { name: 'Save' }).click();
    await sees(page, 'Something is not right in what was entered');
    expect(await nameField(page).inputValue()).toBe('Harbour\u202eWest');
    await nameField(page).fill('Harbour West');
    await house.stop();
    await page.getByRole('button', { name: 'Save' }).click();
    await sees(page, 'The server does not answer');
    expect(await nameField(page).inputValue()).toBe('Harbour West');
    await house.start();
    await page.getByRole('button', { name: 'Save' }).click();
    await sees(page, 'The settings were saved.');
  });

  it('are not left by accident', async () => {
    const { page } = owner;
    await opens(page);
    await nameField(page).fill('Forgotten');
    await page.getByRole('link', { name: 'Members' }).click();
    await appears(page.getByRole('dialog', { name: 'Leave without saving?' }));
    await expectFit(page, 'settings-unsaved');
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    expect(await nameField(page).inputValue()).toBe('Forgotten');
    await page.getByRole('button', { name: 'Your menu' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    expect(await nameField(page).inputValue()).toBe('Forgotten');
    await page.getByRole('link', { name: 'Members' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
    await appears(page.getByRole('heading', { level: 1, name: 'Members' }));
  });

  it('give the community a colour, at once for all, on the pages of its invites, too', async () => {
    const { page } = owner;
    await opens(page);
    const link = (await owner.call('POST', '/invites')).body.invite_link;
    const filled = (shown: Page) =>
      shown.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--accent'));
    await page.getByRole('textbox', { name: 'Accent colour' }).fill('#a61e4d');
    await page.keyboard.press('Escape');
    await expectFit(page, 'settings-accent');
    await page.getByRole('button', { name: 'Save' }).click();
    await sees(page, 'The settings were saved.');
    const save = page.getByRole('button', { name: 'Save' });
    await page.getByRole('radio', { name: 'Nobody' }).click();
    await until('buttons have the colour', async () => {
      const color = await save.evaluate((button) => getComputedStyle(button).backgroundColor);
      return color === 'rgb(166, 30, 77)';
    });
    await page.getByRole('button', { name: 'Discard changes' }).click();
    const guest = await visitor(browser(), house.url);
    await guest.page.goto(link);
    expect(await filled(guest.page)).toBe('#a61e4d');
    await expectFit(guest.page, 'join-accent');
    await guest.context.close();
    expect(guest.complaints).toEqual([]);
  });

  it('hand the community over, to whoever is chosen, after its name was typed', async () => {
    const { page } = owner;
    await owner.call('PATCH', '/server', { name: 'Harbour Watch', membership_mode: 'invite_only' });
    const link = (await owner.call('POST', '/invites')).body.invite_link;
    const heir = await insider(browser(), house.url, link, 'Grace');
    await opens(page);
    await page.getByRole('combobox', { name: 'New owner' }).fill('grace');
    await page.getByRole('option', { name: /^Grace/ }).click();
    await page.getByRole('button', { name: 'Hand over' }).click();
    const dialog = page.getByRole('dialog');
    await appears(dialog.getByText(/You cannot undo this/));
    await expectFit(page, 'settings-owner');
    await page.keyboard.type('Harbour');
    await page.keyboard.press('Enter');
    await page.keyboard.type(' watch');
    await page.keyboard.press('Enter');
    await sees(page, /Grace.* is the owner now\./);
    await vanishes(page.getByRole('heading', { name: 'Owner', exact: true }));
    await appears(page.getByRole('button', { name: 'Leave the community' }));
    await heir.page.getByRole('link', { name: 'Settings' }).click();
    await appears(heir.page.getByRole('heading', { name: 'Owner', exact: true }));
    // Whoever has the role already is told of it by nothing but what they look at.
    const { pubkey } = (await owner.call('GET', '/auth/me')).body;
    expect((await heir.call('POST', '/server/owner', { pubkey })).status).toBe(204);
    await page.getByRole('link', { name: 'Members' }).click();
    await page.getByRole('link', { name: 'Settings' }).click();
    await appears(page.getByRole('heading', { name: 'Owner', exact: true }));
    await heir.context.close();
    expect(heir.complaints).toEqual([]);
  });

  inDepth('let a manager leave the community, and say that the owner cannot', async () => {
    await owner.call('PATCH', '/server', { membership_mode: 'invite_only' });
    const { body } = await owner.call('POST', '/invites');
    const someone = await insider(browser(), house.url, body.invite_link, 'Mary');
    const role = { name: 'Manager', permissions: 1 << 8, position: 5 };
    const { id } = (await owner.call('POST', '/roles', role)).body;
    const { pubkey } = (await someone.call('GET', '/auth/me')).body;
    await owner.call('PUT', `/members/${pubkey}/roles/${id}`);
    await opens(someone.page);
    await someone.page.getByRole('button', { name: 'Leave' }).click();
    await someone.page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
    await sees(someone.page, /You are not a member of/);
    await someone.context.close();
    await opens(owner.page);
    await sees(owner.page, /The owner cannot leave/);
  });

  inDepth('are told of in German', async () => {
    const { page } = owner;
    await opens(page);
    await page.getByRole('button', { name: 'Your menu' }).click();
    await page.getByRole('menuitemradio', { name: 'Deutsch' }).click();
    await page.keyboard.press('Escape');
    await appears(page.getByRole('heading', { level: 1, name: 'Einstellungen' }));
    await expectFit(page, 'settings-german');
    expect(owner.complaints).toEqual([]);
  });
});
