import type { Browser } from 'playwright-core';
import { call, type Answer } from '../../support/person.js';
import { appears, tokenOf, visitor, type Visitor } from './browser.js';

/** Somebody who is in, in a browser of their own. */
export interface Insider extends Visitor {
  /** A call in their name: for what is not under test. */
  readonly call: (method: string, path: string, body?: unknown) => Promise<Answer>;
}

/** Comes in by a link, says what to be called, and waits in the console. */
export async function insider(
  browser: Browser,
  url: string,
  link: string,
  name: string,
): Promise<Insider> {
  const someone = await visitor(browser, url);
  const { page } = someone;
  await page.goto(link);
  await page.getByRole('button', { name: /^Join / }).click();
  await page.getByLabel('What should others call you?').fill(name);
  await page.getByRole('button', { name: /^Continue/ }).click();
  await appears(page.getByRole('heading', { level: 1, name: 'Overview' }));
  return {
    ...someone,
    call: async (method, path, body) =>
      call(url, method, `/api/v1${path}`, { token: await tokenOf(page), body }),
  };
}
