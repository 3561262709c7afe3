import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { checkpointIn } from '../../src/transparency/checkpoint.js';
import {
  COSIGNATURE,
  NOTE_SIGNATURE,
  noteIn,
  verifierKey,
  type NamedKey,
} from '../../src/transparency/signed-note.js';
import type { UserId } from '../../src/platform/ids.js';
import { growLog } from '../../test/support/grown-log.js';
import { newKey } from '../../test/support/made-up-log.js';
import { call, type Person } from '../../test/support/person.js';
import { freePort } from '../../test/support/process.js';
import { until } from '../../test/support/until.js';
import {
  appears,
  describeInBrowser,
  sees,
  vanishes,
  visitor,
} from '../../test/web/support/browser.js';
import { expectFit } from '../../test/web/support/fit.js';
import { House } from '../../test/web/support/house.js';
import { insider } from '../../test/web/support/insider.js';

/** Enough that whoever verifies them has the time to stop. */
const MANY = 30_000;

const isShown = (page: Page, scheme: 'light' | 'dark') =>
  appears(page.locator(`html[data-mantine-color-scheme="${scheme}"]`));

describeInBrowser(
  'what pages do while people wait, and remember when they come back',
  (browser) => {
    let house: House;
    let owner: Person;

    beforeAll(async () => {
      house = await House.open({ GATEHOUSE_RATE_LIMIT: 'preview=10' });
      owner = await house.owner();
    });

    afterAll(() => house.close());

    it('count down for whoever came too often, and let them in by themselves', async () => {
      const code = await owner.invite();
      while ((await call(house.url, 'GET', `/api/v1/invites/${code}`)).status !== 429);
      const { page, context, complaints } = await visitor(browser(), house.url);
      await page.goto(`${house.url}/invite/${code}`);
      await sees(page, 'Too many tries.');
      const button = page.getByRole('button', { name: /^Try again/ });
      const left = async (): Promise<number> =>
        Number(/\d+/.exec(await button.innerText())?.[0] ?? Number.NaN);
      const first = await left();
      expect(await button.isDisabled()).toBe(true);
      await until('it counts down', async () => (await left()) < first);
      // Nobody presses anything.
      await appears(page.getByRole('button', { name: /^Join / }));
      await page.getByRole('button', { name: /^Join / }).click();
      await sees(page, 'You are in');
      await context.close();
      expect(complaints).toEqual([]);
    });

    it('let whoever waited press the button themselves', async () => {
      const code = await owner.invite();
      const { page, context } = await visitor(browser(), house.url);
      // The page looks at nothing by itself while nobody sees it.
      await page.addInitScript(() =>
        Object.defineProperty(document, 'hidden', { get: () => true }),
      );
      while ((await call(house.url, 'GET', `/api/v1/invites/${code}`)).status !== 429);
      await page.goto(`${house.url}/invite/${code}`);
      const again = page.getByRole('button', { name: 'Try again', exact: true });
      await until('the button works', () => again.isEnabled({ timeout: 0 }));
      await again.click();
      await appears(page.getByRole('button', { name: /^Join / }));
      await context.close();
    });

    it('keep the appearance that somebody chose, at the door and inside', async () => {
      const code = await owner.invite();
      const someone = await insider(browser(), house.url, `${house.url}/invite/${code}`, 'Iris');
      const { page, complaints } = someone;
      const choose = async (name: string): Promise<void> => {
        await page.getByRole('button', { name: 'Your menu' }).click();
        await page.getByRole('menuitemradio', { name, exact: true }).click();
        await page.keyboard.press('Escape');
        await vanishes(page.getByRole('menu'));
      };
      await isShown(page, 'light');
      await choose('Dark');
      await isShown(page, 'dark');
      await page.reload();
      await isShown(page, 'dark');
      const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      expect(background).not.toBe('rgb(255, 255, 255)');
      // The page of a link is of one mind with it.
      await page.goto(`${house.url}/invite/NoSuch00`);
      await appears(page.locator('html[data-scheme="dark"]'));
      await page.goto(house.url);
      await choose('Light');
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.reload();
      await isShown(page, 'light');
      await choose('Like the system');
      await isShown(page, 'dark');
      await page.reload();
      await isShown(page, 'dark');
      await page.emulateMedia({ colorScheme: 'light' });
      await isShown(page, 'light');
      await someone.context.close();
      expect(complaints).toEqual([]);
    });
  },
);

describeInBrowser('the proof, as an auditor watches it', (browser) => {
  let house: House;
  let neighbour: House;

  afterAll(async () => {
    await house.close();
    await neighbour.close();
  });

  /** By what others know a community, as a log or as a witness. */
  async function keyOf({ url }: House, person: Person, type: NamedKey['type']): Promise<NamedKey> {
    const { body } = await person.call('GET', '/audit/head');
    const { public_key } = body as unknown as { readonly public_key: string };
    const note = noteIn(await (await fetch(`${url}/log/checkpoint`)).text());
    const name = checkpointIn(note?.text ?? '')?.origin ?? '';
    return { name, type, publicKey: Buffer.from(public_key, 'base64') };
  }

  it('names each witness, and which of them have signed', async () => {
    house = await House.open({ GATEHOUSE_RATE_LIMIT: 'off' });
    const owner = await house.owner();
    const log = await keyOf(house, owner, NOTE_SIGNATURE);
    neighbour = await House.open({
      GATEHOUSE_WITNESS_FOR: verifierKey(log),
      GATEHOUSE_SERVER_NAME: 'Next door',
    });
    const witness = await keyOf(neighbour, await neighbour.owner(), COSIGNATURE);
    const absent = verifierKey({ ...newKey('absent.example').named, type: COSIGNATURE });
    await house.stop();
    await growLog(house.database, owner.userId as UserId, MANY, () => undefined);
    await house.start({
      GATEHOUSE_WITNESSES: [
        `${verifierKey(witness)} ${neighbour.url}/witness`,
        `${absent} http://127.0.0.1:${await freePort()}/witness`,
      ].join(','),
      GATEHOUSE_WITNESSES_NEEDED: '1',
    });
    const code = await owner.invite({ grant_role_id: 'admin' });
    const auditor = await insider(browser(), house.url, `${house.url}/invite/${code}`, 'Ines');
    const { page } = auditor;
    await page.goto(`${house.url}/audit/proof`);
    await sees(page, 'Signed, as your browser checked: 1 of 2. That is enough: 1 needed.');
    await appears(
      page
        .getByRole('listitem')
        .filter({ hasText: witness.name })
        .getByText(/^.* signed the log of/),
    );
    await appears(
      page
        .getByRole('listitem')
        .filter({ hasText: 'absent.example' })
        .getByText(/has signed nothing yet/),
    );
    await page.getByRole('heading', { name: 'Witnesses' }).scrollIntoViewIfNeeded();
    await expectFit(page, 'audit-witnesses');

    await page.getByRole('button', { name: 'Verify in this browser' }).click();
    const stop = page.getByRole('button', { name: 'Stop', exact: true });
    const progress = page.getByRole('progressbar', { name: 'Verify in this browser' });
    await appears(progress);
    await until(
      'some of it is verified',
      async () => Number(await progress.getAttribute('aria-valuenow')) > 0,
    );
    await sees(page, /^[\d,]+ of [\d,]+ events/);
    await stop.click();
    const goOn = page.getByRole('button', { name: /^Go on behind position/ });
    await appears(goOn);
    expect(await stop.count()).toBe(0);
    const position = Number((await goOn.innerText()).replaceAll(/\D/g, ''));
    expect(position).toBeGreaterThan(0);
    await expectFit(page, 'audit-stopped');
    await goOn.click();
    await sees(page, /^All [\d,]+ events are what was signed$/);
    await sees(page, / has signed the tree of /);
    await auditor.context.close();
    expect(auditor.complaints).toEqual([]);
  });
});
