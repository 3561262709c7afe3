import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { UserId } from '../../src/platform/ids.js';
import { growLog } from '../../test/support/grown-log.js';
import {
  appears,
  describeInBrowser,
  sees,
  visitor,
  type Visitor,
} from '../../test/web/support/browser.js';
import { expectFit } from '../../test/web/support/fit.js';
import { House } from '../../test/web/support/house.js';

/** Each has four events. */
const PEOPLE = 25_000;
/** What fits into a window, and somewhat more on both sides. */
const FEW = 60;

describeInBrowser('a hundred thousand events', (browser) => {
  let house: House;
  let auditor: Visitor;

  beforeAll(async () => {
    house = await House.open();
    const owner = await house.owner();
    const code = await owner.invite({ grant_role_id: 'admin', label: 'The oldest' });
    await house.stop();
    await growLog(house.database, owner.userId as UserId, PEOPLE, () => undefined);
    await house.start();
    auditor = await visitor(browser(), house.url);
    await auditor.page.goto(`${house.url}/invite/${code}`);
    await auditor.page.getByRole('button', { name: /^Join / }).click();
    await sees(auditor.page, 'You are in');
  });

  afterAll(async () => {
    await house.close();
    expect(auditor.complaints).toEqual([]);
  });

  const rowsShown = () => auditor.page.locator('[data-index]').count();

  /** Goes to the end of what is loaded until a row with at least this number is there. */
  async function scrollTo(number: number): Promise<void> {
    await auditor.page.waitForFunction((wanted) => {
      window.scrollTo(0, document.documentElement.scrollHeight);
      const rows = [...document.querySelectorAll('[data-index]')];
      return rows.some((row) => Number(row.getAttribute('data-index')) >= wanted);
    }, number);
  }

  it('are shown a window at a time, page after page', async () => {
    const { page } = auditor;
    await page.goto(`${house.url}/audit`);
    await appears(page.locator('[data-index="0"]'));
    expect(await page.getByRole('table').getAttribute('aria-rowcount')).toBe('-1');
    await scrollTo(300);
    expect(await rowsShown()).toBeLessThan(FEW);
    expect(await page.locator('[data-index="100"]').count()).toBe(0);
    await page.evaluate(() => window.scrollTo(0, 0));
    await appears(page.locator('[data-index="0"]'));
    await expectFit(page, 'audit-many');
  });

  it('are found by position wherever they are, and what is unfolded stays so', async () => {
    const { page } = auditor;
    await page.goto(`${house.url}/audit?to_position=50000`);
    await page.getByRole('button', { name: 'Show details of event 50,000' }).click();
    await appears(page.getByRole('region', { name: 'Event 50,000 as JSON' }));
    // The row that has the focus would stay.
    await page.getByRole('heading', { level: 1 }).focus();
    await scrollTo(300);
    expect(await page.getByRole('region', { name: 'Event 50,000 as JSON' }).count()).toBe(0);
    await page.evaluate(() => window.scrollTo(0, 0));
    await appears(page.getByRole('region', { name: 'Event 50,000 as JSON' }));
  });

  it('leave the member list of any moment a window at a time', async () => {
    const { page } = auditor;
    await page.goto(`${house.url}/audit/as-of?position=60000`);
    await appears(page.locator('[data-index="0"]'));
    await scrollTo(300);
    expect(await rowsShown()).toBeLessThan(FEW);
  });
});
