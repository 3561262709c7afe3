import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { inScheme, settled } from './accessibility.js';

/** Where pictures of the pages go; git ignores it. */
const FOLDER = join(import.meta.dirname, '..', 'screenshots');

const SIZES = {
  small: { width: 320, height: 640 },
  phone: { width: 390, height: 844 },
  desktop: { width: 1280, height: 800 },
} as const;

/** The pages that people see most are shown so, too: at 200 % in a window of 1280 pixels, and in a very wide one. */
const MAIN_SIZES = {
  zoomed: { width: 640, height: 400 },
  wide: { width: 2560, height: 1440 },
} as const;

const MAIN: ReadonlySet<string> = new Set([
  'account',
  'audit',
  'first-run',
  'invite',
  'invites-paused',
  'join',
  'joined',
  'member',
  'members',
  'overview',
  'role-new',
  'roles',
  'settings',
]);

/** Where a dialog is open: which button opens it for who reads German. */
const OPENED_BY: Readonly<Record<string, string>> = {
  'invites-create': 'Neue Einladung',
  'invites-conflict': 'Bearbeiten',
  'invites-revoke': 'Widerrufen',
};

/** Pictures are for people to look at, and take longer than all checks: `npm run screenshots`. */
const asked = process.env.TEST_SCREENSHOTS !== undefined;

/** Takes pictures of a page as it stands: on phones and on a desktop, light and dark; of the main ones, all of it. */
export async function shoot(page: Page, name: string): Promise<void> {
  if (!asked) return;
  mkdirSync(FOLDER, { recursive: true });
  const before = page.viewportSize();
  const isMain = MAIN.has(name);
  const sizes = { ...SIZES, ...(isMain && MAIN_SIZES) };
  for (const [size, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await inScheme(page, colorScheme);
      await take(page, `${name}-${size}-${colorScheme}`);
    }
  }
  await inScheme(page, 'light');
  if (isMain) await takeWhole(page, name);
  if (before) await page.setViewportSize(before);
  await shootInGerman(page, name);
}

async function take(page: Page, name: string, { fullPage = false } = {}): Promise<void> {
  const path = join(FOLDER, `${name}.png`);
  await page.screenshot({ path, fullPage, animations: 'disabled' });
}

/** All of it, from the top: what stays at the top of the window would be drawn in the middle otherwise. */
async function takeAll(page: Page, name: string): Promise<void> {
  await page.evaluate(() => window.scrollTo(0, 0));
  await take(page, name, { fullPage: true });
}

/** From top to bottom, on a phone and on a desktop. */
async function takeWhole(page: Page, name: string): Promise<void> {
  for (const size of ['phone', 'desktop'] as const) {
    await page.setViewportSize(SIZES[size]);
    await settled(page);
    await takeAll(page, `${name}-${size}-whole`);
  }
}

/** The same address as somebody sees it who reads German, in the same browser. */
async function shootInGerman(page: Page, name: string): Promise<void> {
  const german = await page.context().newPage();
  await german.setExtraHTTPHeaders({ 'accept-language': 'de' });
  await german.addInitScript(() => {
    Object.defineProperty(navigator, 'languages', { value: ['de-DE'] });
  });
  await german.goto(page.url());
  await german.locator('h1').first().waitFor();
  // What comes later on the page itself, or on the one that it leads to.
  await german.waitForLoadState('networkidle');
  await german.locator('h1').first().waitFor();
  const opener = OPENED_BY[name];
  if (opener !== undefined) {
    await german.getByRole('button', { name: opener, exact: true }).first().click();
    await german.getByRole('dialog').waitFor();
  }
  for (const size of ['phone', 'desktop'] as const) {
    await german.setViewportSize(SIZES[size]);
    await settled(german);
    await take(german, `${name}-${size}-german`);
    if (MAIN.has(name)) await takeAll(german, `${name}-${size}-german-whole`);
  }
  await german.close();
}

/**
 * What is wider than the narrowest window, read from the left or from the right: on a phone nobody should have to
 * scroll sideways.
 */
export async function overflows(page: Page): Promise<readonly string[]> {
  await page.setViewportSize(SIZES.small);
  const found: string[] = [];
  for (const direction of ['rtl', 'ltr'] as const) {
    await page.evaluate((dir) => {
      document.documentElement.dir = dir;
    }, direction);
    await settled(page);
    found.push(...(await tooWide(page)));
  }
  return found;
}

function tooWide(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const { clientWidth, scrollWidth, dir } = document.documentElement;
    // A dialog scrolls by itself.
    const inside = [...document.querySelectorAll('[role="dialog"], [role="dialog"] *')]
      .filter((element) => element.scrollWidth > element.clientWidth + 1)
      .filter((element) => /auto|scroll/.test(getComputedStyle(element).overflowX))
      .map(({ outerHTML }) => `${dir}, in a dialog: ${outerHTML.slice(0, 200)}`);
    if (scrollWidth <= clientWidth) return inside;
    return [...document.querySelectorAll('body *')]
      .filter((element) => {
        const { left, right } = element.getBoundingClientRect();
        return right > clientWidth + 1 || left < -1;
      })
      .map(({ outerHTML }) => `${dir}: ${outerHTML.slice(0, 200)}`);
  });
}
