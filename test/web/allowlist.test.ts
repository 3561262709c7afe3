import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Person } from '../support/person.js';
import { inDepth } from '../support/proof.js';
import { appears, describeInBrowser, sees, vanishes } from './support/browser.js';
import { expectFit } from './support/fit.js';
import { House } from './support/house.js';
import { insider, type Insider } from './support/insider.js';
import { tabTo } from './support/keyboard.js';

describeInBrowser('the allowlist', (browser) => {
  let house: House;
  let owner: Insider;

  beforeAll(async () => {
    house = await House.open({ GATEHOUSE_RATE_LIMIT: 'off' });
    owner = await insider(browser(), house.url, house.ownerLink, 'Ada');
  });

  afterAll(() => house.close());

  const opens = async (page: Page): Promise<void> => {
    await page.goto(`${house.url}/allowlist`);
    await appears(page.locator('[data-connection="live"]'));
  };

  it('says when it does not count, and follows when it does', async () => {
    const { page } = owner;
    await opens(page);
    await sees(page, 'Nobody is on the list');
    await sees(page, /The list counts only while/);
    await expectFit(page, 'allowlist-empty');
    await owner.call('PATCH', '/server', { membership_mode: 'allowlist' });
    await vanishes(page.getByText(/The list counts only while/));
  });

  it('takes a key, checked as it is typed, by keyboard; then its holder can join', async () => {
    const { page } = owner;
    const grace = await Person.signedIn(house.url);
    expect((await grace.call('POST', '/members/join')).status).toBe(403);
    await opens(page);
    await tabTo(page, 'Public key');
    await page.keyboard.type('https://example.org');
    await sees(page, /This is no public key/);
    await page.getByLabel('Public key').fill(`  ${grace.pubkey} `);
    await page.keyboard.press('Enter');
    await sees(page, 'The key was added.');
    await appears(page.getByRole('button', { name: `Remove ${grace.pubkey.slice(0, 8)}…` }));
    await expectFit(page, 'allowlist');
    expect((await grace.call('POST', '/members/join')).status).toBe(200);
  });

  inDepth('keeps a key that could not be added', async () => {
    const { page } = owner;
    const { pubkey } = new Person(house.url);
    await opens(page);
    await page.getByLabel('Public key').fill(pubkey);
    await page.context().setOffline(true);
    await page.getByRole('button', { name: 'Add' }).click();
    await sees(page, 'The server does not answer');
    expect(await page.getByLabel('Public key').inputValue()).toBe(pubkey);
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Add' }).click();
    await sees(page, 'The key was added.');
  });

  inDepth('lets go of a key after it was said what that means', async () => {
    const { page } = owner;
    const { pubkey } = new Person(house.url);
    await owner.call('POST', '/allowlist', { pubkey });
    await opens(page);
    await page.getByRole('button', { name: `Remove ${pubkey.slice(0, 8)}…` }).click();
    await sees(page, /Whoever has joined stays a member/);
    await expectFit(page, 'allowlist-remove');
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await sees(page, 'The key was removed.');
    const { body } = await owner.call('GET', '/allowlist');
    expect(body.entries.map((entry) => entry.pubkey)).not.toContain(pubkey);
  });

  inDepth('is told of in German', async () => {
    const { page } = owner;
    await opens(page);
    await page.getByRole('button', { name: 'Your menu' }).click();
    await page.getByRole('menuitemradio', { name: 'Deutsch' }).click();
    await page.keyboard.press('Escape');
    await appears(page.getByRole('heading', { level: 1, name: 'Zulassungsliste' }));
    await expectFit(page, 'allowlist-german');
    expect(owner.complaints).toEqual([]);
  });
});
