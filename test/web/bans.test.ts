import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { memberBy, Person } from '../support/person.js';
import { inDepth } from '../support/proof.js';
import { appears, describeInBrowser, sees, seesCount, vanishes } from './support/browser.js';
import { expectFit } from './support/fit.js';
import { House } from './support/house.js';
import { insider, type Insider } from './support/insider.js';
import { tabTo } from './support/keyboard.js';

const BAN = 1 << 6;

describeInBrowser('the bans', (browser) => {
  let house: House;
  let owner: Insider;

  beforeAll(async () => {
    house = await House.open({ GATEHOUSE_RATE_LIMIT: 'off' });
    owner = await insider(browser(), house.url, house.ownerLink, 'Ada');
  });

  afterAll(() => house.close());

  const opens = async (page: Page): Promise<void> => {
    await page.goto(`${house.url}/bans`);
    await appears(page.locator('[data-connection="live"]'));
  };
  const rows = (page: Page) => page.getByRole('cell').getByRole('button');

  it('are none at first, and take a key that was never here, by keyboard', async () => {
    const { page } = owner;
    const stranger = new Person(house.url);
    await opens(page);
    await sees(page, 'Nobody is banned');
    await expectFit(page, 'bans-empty');
    await tabTo(page, 'Public key');
    await page.keyboard.type('no key');
    await sees(page, /This is no public key/);
    expect(await page.getByRole('button', { name: 'Ban', exact: true }).isDisabled()).toBe(true);
    await page.getByLabel('Public key').fill(stranger.pubkey);
    await page.keyboard.press('Enter');
    await appears(page.getByRole('dialog'));
    await page.keyboard.type('Sold our links');
    await expectFit(page, 'ban-key');
    await page.getByRole('dialog').getByRole('button', { name: 'Ban' }).click();
    await sees(page, 'The key was banned.');
    await sees(page, 'Sold our links');
    expect(await page.getByLabel('Public key').inputValue()).toBe('');
    await expectFit(page, 'bans');
  });

  it('are followed live, and lifted after it was said what that means', async () => {
    const { page } = owner;
    await opens(page);
    const code = (await owner.call('POST', '/invites')).body.code;
    const eve = await memberBy(house.url, code);
    await owner.call('POST', `/members/${eve.pubkey}/ban`, { reason: '<i>noise</i>' });
    await sees(page, '<i>noise</i>');
    await seesCount(rows(page), 2);
    const lift = `Lift the ban of ${eve.pubkey.slice(0, 8)}…`;
    await page.getByRole('button', { name: lift }).click();
    await sees(page, /They can join again/);
    await page.getByRole('dialog').getByRole('button', { name: 'Lift' }).click();
    await sees(page, 'The ban was lifted.');
    await vanishes(page.getByText('<i>noise</i>'));
    await eve.signIn();
    expect((await eve.join(code)).status).toBe(200);
  });

  inDepth('hold for whoever was erased, and are lifted without their key', async () => {
    const { page } = owner;
    await opens(page);
    const eve = await memberBy(house.url, (await owner.call('POST', '/invites')).body.code);
    await owner.call('POST', `/members/${eve.pubkey}/ban`, { reason: 'Erased with her' });
    await owner.call('POST', `/members/${eve.userId}/erase`);
    await opens(page);
    await sees(page, 'Erased person');
    expect(await page.getByText('Erased with her').count()).toBe(0);
    await expectFit(page, 'bans-erased');
    const lift = `Lift the ban of ${eve.userId.slice(0, 8)}…`;
    await page.getByRole('button', { name: lift }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Lift' }).click();
    await sees(page, 'The ban was lifted.');
    await vanishes(page.getByText('Erased person'));
  });

  inDepth('name who made them to moderators who may not view the audit log', async () => {
    const role = await owner.call('POST', '/roles', { name: 'Guard', permissions: BAN });
    const granting = { grant_role_id: role.body.id };
    const { body } = await owner.call('POST', '/invites', granting);
    const guard = await insider(browser(), house.url, body.invite_link, 'Gil');
    await opens(guard.page);
    await appears(guard.page.getByRole('cell').getByRole('link', { name: 'Ada' }));
    expect(guard.complaints).toEqual([]);
    await guard.context.close();
  });

  inDepth('say so when somebody else was quicker', async () => {
    const { page } = owner;
    const { body } = await owner.call('GET', '/bans');
    const key = body.bans[0]?.pubkey ?? '';
    await opens(page);
    await rows(page).first().click();
    await appears(page.getByRole('dialog'));
    await owner.call('DELETE', `/bans/${key}`);
    await page.getByRole('dialog').getByRole('button', { name: 'Lift' }).click();
    await sees(page, 'Nobody is banned');
  });

  inDepth('are told of in German', async () => {
    const { page } = owner;
    await owner.call('POST', `/members/${new Person(house.url).pubkey}/ban`, {});
    await opens(page);
    await page.getByRole('button', { name: 'Your menu' }).click();
    await page.getByRole('menuitemradio', { name: 'Deutsch' }).click();
    await page.keyboard.press('Escape');
    await appears(page.getByRole('heading', { level: 1, name: 'Sperren' }));
    await expectFit(page, 'bans-german');
    expect(owner.complaints).toEqual([]);
  });
});
