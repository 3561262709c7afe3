import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { expectWithin } from '../../test/support/proof.js';
import { appears, describeInBrowser, sees, visitor } from '../../test/web/support/browser.js';
import { House } from '../../test/web/support/house.js';

/** A phone of a few years ago beside the machine that this runs on. */
const SLOWER = 4;
/** How soon the button can be pressed there. */
const INTERACTIVE_MS = 1000;
/** Others may be at work: the best of so many counts. */
const VISITS = 5;

describeInBrowser('the join page on a slow phone', (browser) => {
  let house: House;
  let url: string;

  beforeAll(async () => {
    house = await House.open();
    const owner = await house.owner();
    url = `${house.url}/invite/${await owner.invite({ expires_in_seconds: 3600 })}`;
  });

  afterAll(() => house.close());

  it('is painted while its scripts are still on their way', async () => {
    const { page, context } = await visitor(browser(), house.url);
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    await page.route('**/*.js', async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(url, { waitUntil: 'commit' });
    const join = page.getByRole('button', { name: /^Join / });
    await sees(page, 'You are invited to');
    await sees(page, '1 member');
    await page.waitForFunction(
      () => performance.getEntriesByName('first-contentful-paint').length === 1,
    );
    // What cannot work yet cannot be pressed.
    expect(await join.isDisabled()).toBe(true);
    letGo();
    await join.click();
    await sees(page, 'You are in');
    await context.close();
  });

  it('can be used soon', async () => {
    const times: number[] = [];
    for (let visit = 0; visit < VISITS; visit++) {
      const { page, context } = await visitor(browser(), house.url, {
        viewport: { width: 390, height: 844 },
      });
      const session = await context.newCDPSession(page);
      await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
      await page.addInitScript(() => {
        const look = (): void => {
          const found = [...document.querySelectorAll('button')].some(
            ({ disabled, textContent }) => !disabled && textContent.startsWith('Join '),
          );
          if (found) performance.mark('usable');
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      });
      await page.goto(url);
      await appears(page.locator('button:enabled', { hasText: /^Join / }));
      await page.waitForFunction(() => performance.getEntriesByName('usable').length > 0);
      times.push(
        await page.evaluate(() => performance.getEntriesByName('usable')[0]?.startTime ?? Infinity),
      );
      await context.close();
    }
    const what = `on a processor slowed down ${SLOWER} times, the button can be pressed`;
    expectWithin(INTERACTIVE_MS, Math.min(...times), what);
  });
});
