import { afterAll, beforeAll, describe } from '@jest/globals';
import { existsSync } from 'node:fs';
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Locator,
  type Page,
} from 'playwright-core';
import { until } from '../../support/until.js';

/** The first is the same browser without its own windows, and takes two thirds of the time. */
const PLACES = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

const executablePath = [process.env.TEST_CHROMIUM, ...PLACES].find(
  (path) => path !== undefined && existsSync(path),
);

/** How long anything may take to be shown: long, as others may be at work on the machine. */
const PATIENCE_MS = 120_000;

/** What a browser does by itself must not be taken for what our pages do. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Suites in a real browser: skipped, and said to be, where there is none. */
export function describeInBrowser(name: string, tests: (browser: () => Browser) => void): void {
  if (executablePath === undefined) {
    if (process.env.TEST_BROWSER === 'required') throw new Error('There is no Chromium.');
    describe.skip(`${name} (skipped: there is no Chromium)`, () => tests(notThere));
    return;
  }
  describe(name, () => {
    let browser: Browser | undefined;
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath, args: QUIET });
    });
    afterAll(() => browser?.close());
    tests(() => browser ?? notThere());
  });
}

function notThere(): never {
  throw new Error('There is no browser.');
}

/** What a page did that none of ours may do. */
export interface Watch {
  /** Requests to another host, violations of the policy, errors of scripts. */
  readonly complaints: readonly string[];
}

/** Somebody's own browser: nothing of it is shared with another. */
export interface Visitor extends Watch {
  readonly context: BrowserContext;
  readonly page: Page;
}

/** @param url the only origin that anything may be asked of */
export async function visitor(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Visitor> {
  const context = await browser.newContext({
    locale: 'en-GB',
    timezoneId: 'UTC',
    // Nothing to wait for; and whoever asks for it must see as much as others.
    reducedMotion: 'reduce',
    ...options,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const complaints: string[] = [];
  context.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    const ours = origin === url || protocol === 'data:' || protocol === 'blob:';
    if (!ours) complaints.push(`request to ${request.url()}`);
  });
  context.on('weberror', (error) => complaints.push(`error ${String(error.error())}`));
  context.on('console', (message) => {
    if (/content security policy/i.test(message.text())) complaints.push(message.text());
  });
  return { context, page: await context.newPage(), complaints };
}

/**
 * Waits until something is shown. Playwright's own way looks only every half a second at what was not there at once,
 * and a page that is tested is nearly always there a little later.
 */
export function appears(what: Locator): Promise<void> {
  return until(`${String(what)} is shown`, () => what.isVisible(), PATIENCE_MS);
}

/** Waits until nothing of it is there any more. */
export function vanishes(what: Locator): Promise<void> {
  return until(`${String(what)} is gone`, async () => (await what.count()) === 0, PATIENCE_MS);
}

/** Waits until a text is shown, the whole of it if it is no pattern; fails with what is shown instead. */
export async function sees(page: Page, text: string | RegExp): Promise<void> {
  try {
    await appears(page.getByText(text, { exact: true }).first());
  } catch {
    const shown = await page.locator('body').innerText();
    throw new Error(`Not shown: ${String(text)}. Shown is:\n${shown}`);
  }
}

/** Waits until there are so many, and no more: a list may still show what was asked before. */
export async function seesCount(found: Locator, count: number): Promise<void> {
  await until(
    `${String(found)} is there ${count} times`,
    async () => (await found.count()) === count,
    PATIENCE_MS,
  );
}

/** The token of whoever is signed in on a page: for what is not under test there. */
export async function tokenOf(page: Page): Promise<string> {
  return page.evaluate(() => {
    const kept = Object.entries(sessionStorage).find(([key]) =>
      key.startsWith('gatehouse.session'),
    );
    return (JSON.parse(String(kept?.[1])) as { readonly token: string }).token;
  });
}
