import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { UserId } from '../../src/platform/ids.js';
import { count, expectWithin } from '../../test/support/proof.js';
import { growLog } from '../../test/support/grown-log.js';
import { findingsInBoth } from '../../test/web/support/accessibility.js';
import { until } from '../../test/support/until.js';
import {
  appears,
  describeInBrowser,
  sees,
  visitor,
  type Visitor,
} from '../../test/web/support/browser.js';
import { House } from '../../test/web/support/house.js';
import { overflows, shoot } from '../../test/web/support/screenshots.js';

const MANY = 100_000;
/** How soon the first page is there, over loopback. */
const FIRST_PAGE_MS = 500;
/** What people feel as a jerk. */
const LONG_TASK_MS = 200;
/** Others may be at work: the best of so many counts. */
const VISITS = 5;
/** What fits into a window, and somewhat more on both sides. */
const FEW = 60;

describeInBrowser('a hundred thousand invites', (browser) => {
  let house: House;
  let manager: Visitor;

  beforeAll(async () => {
    house = await House.open();
    const owner = await house.owner();
    const code = await owner.invite({ grant_role_id: 'admin', label: 'The oldest' });
    await house.stop();
    // Everybody comes in through the first of them.
    await growLog(house.database, owner.userId as UserId, MANY, () => undefined);
    await house.start();
    manager = await visitor(browser(), house.url);
    await manager.page.goto(`${house.url}/invite/${code}`);
    await manager.page.getByRole('button', { name: /^Join / }).click();
    await sees(manager.page, 'You are in');
  });

  afterAll(async () => {
    await house.close();
    expect(manager.complaints).toEqual([]);
  });

  const rowsShown = () => manager.page.locator('[data-index]').count();

  /** Goes to the end of what is loaded until a row with at least this number is there. */
  async function scrollTo(number: number): Promise<void> {
    await manager.page.waitForFunction((wanted) => {
      window.scrollTo(0, document.documentElement.scrollHeight);
      const rows = [...document.querySelectorAll('[data-index]')];
      return rows.some((row) => Number(row.getAttribute('data-index')) >= wanted);
    }, number);
  }

  it('are there soon, with how many there are of each status', async () => {
    const { page } = manager;
    const times: number[] = [];
    for (let visit = 0; visit < VISITS; visit++) {
      await page.goto(house.url);
      await appears(page.locator('[data-connection="live"]'));
      const took = page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            const link = document.querySelector<HTMLElement>('nav a[href$="/invites"]');
            const begun = performance.now();
            const look = (): void => {
              if (document.querySelector('[data-index="0"]')) resolve(performance.now() - begun);
              else requestAnimationFrame(look);
            };
            link?.click();
            look();
          }),
      );
      times.push(await took);
    }
    await appears(page.getByRole('tab', { name: /^Active 100,00\d$/ }));
    expectWithin(FIRST_PAGE_MS, Math.min(...times), `the first of ${count(MANY)} invites`);
  });

  it('are scrolled through without a jerk', async () => {
    const { page } = manager;
    await page.addInitScript(() => {
      const tasks: number[] = [];
      Object.assign(window, { tasks });
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) tasks.push(duration);
      }).observe({ type: 'longtask' });
    });
    await page.goto(`${house.url}/invites`);
    await appears(page.locator('[data-index="0"]'));
    await page.evaluate('window.tasks.length = 0');
    await scrollTo(2000);
    const tasks = await page.evaluate<number[]>('window.tasks');
    const longest = Math.max(0, ...tasks);
    expectWithin(LONG_TASK_MS, longest, 'scrolled through 2,000 of them, the longest task ended');
  });

  it('are shown a window at a time, and keep the focus of whoever scrolls', async () => {
    const { page } = manager;
    await page.goto(`${house.url}/invites`);
    await appears(page.locator('[data-index="0"]'));
    expect(await rowsShown()).toBeLessThan(FEW);
    expect(await page.getByRole('table').getAttribute('aria-rowcount')).toBe('-1');
    await page.locator('[data-index="0"] a').focus();
    await scrollTo(1000);
    expect(await rowsShown()).toBeLessThan(FEW);
    expect(await page.locator('[data-index="0"] a:focus').count()).toBe(1);
    expect(await page.locator('[data-index="500"]').count()).toBe(0);
    await page.evaluate(() => window.scrollTo(0, 0));
    await appears(page.locator('[data-index="1"]'));
    await shoot(page, 'invites-many');
    expect(await findingsInBoth(page)).toEqual([]);
    expect(await overflows(page)).toEqual([]);
    expect(await rowsShown()).toBeLessThan(FEW);
  });

  it('are fetched on at the end also after all of it was asked for anew', async () => {
    const page = await manager.context.newPage();
    const gate = (): { readonly opened: Promise<void>; readonly open: () => void } => {
      let open = (): void => undefined;
      const opened = new Promise<void>((resolve) => (open = resolve));
      return { opened, open: () => open() };
    };
    const [shown, anew, counted] = [gate(), gate(), gate()];
    // Whoever is connected asks anew for what was there before that.
    await page.routeWebSocket('**/gateway/**', async (socket) => {
      await shown.opened;
      socket.connectToServer();
    });
    let asked = 0;
    await page.route('**/api/v1/invites?*', async (route) => {
      asked++;
      if (asked === 2) await anew.opened;
      await route.continue();
    });
    await page.route('**/api/v1/invites/counts', async (route) => {
      await counted.opened;
      await route.continue();
    });
    await page.goto(`${house.url}/invites`);
    await appears(page.locator('[data-index="0"]'));
    shown.open();
    await until('all is asked for anew', () => asked === 2);
    // Something else is shown meanwhile.
    counted.open();
    await appears(page.getByRole('tab', { name: /^Active 100,00\d$/ }));
    const answer = page.waitForResponse(/\/invites\?/);
    anew.open();
    await (await answer).finished();
    await until('the end is come to', async () => {
      await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
      return page.locator('[data-index="99"]').isVisible();
    });
    await appears(page.locator('[data-index="100"]'));
    await page.close();
  });

  it('are cards on a phone, a window of them at a time as well', async () => {
    const { page } = manager;
    await page.setViewportSize({ width: 320, height: 640 });
    await page.goto(`${house.url}/invites`);
    await appears(page.locator('[data-index="0"]'));
    await scrollTo(300);
    expect(await rowsShown()).toBeLessThan(FEW);
    expect(await overflows(page)).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  const firstRow = (text: string) =>
    appears(manager.page.locator('[data-index="0"]').filter({ hasText: text }));

  it('are searched, however far back', async () => {
    const { page } = manager;
    await page.goto(`${house.url}/invites`);
    await appears(page.locator('[data-index="0"]'));
    await page.getByLabel('Search').fill('THE OLDEST');
    await firstRow('The oldest');
    await sees(page, '1 invite was found.');
    await page.getByLabel('Search').fill('grown00000');
    await firstRow('Grown0000099');
    await sees(page, '100 invites were found.');
    await page.getByLabel('Search').fill('Grown0000042');
    await firstRow('Grown0000042');
    expect(await rowsShown()).toBe(1);
    await page.getByLabel('Search').fill('no such thing');
    await sees(page, 'No invite has that in it');
  });

  it('are put into another order, and scrolled through in it', async () => {
    const { page } = manager;
    await page.goto(`${house.url}/invites`);
    await firstRow(`Grown0${MANY}`);
    await page.getByLabel('Order').selectOption('Oldest first');
    await firstRow('The oldest');
    await scrollTo(300);
    expect(await rowsShown()).toBeLessThan(FEW);
    await page.evaluate(() => window.scrollTo(0, 0));
    await page.getByLabel('Order').selectOption('Most used');
    await firstRow('Grown0000000');
    await page.getByLabel('Order').selectOption('By label');
    await firstRow('The oldest');
  });

  it('come through one that draws the latest of its uses', async () => {
    const { page } = manager;
    await page.goto(`${house.url}/invites/Grown0000000`);
    await sees(page, /The latest 1,000 uses, of 100,000\./);
    expect(await rowsShown()).toBeLessThan(FEW);
    await shoot(page, 'invite-many-uses');
    expect(await findingsInBoth(page)).toEqual([]);
  });
});
