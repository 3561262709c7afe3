import type { Page } from 'playwright-core';

const MOST_TABS = 60;

/** Goes on by Tab until something with this name has the focus: no mouse, and no jump. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  if (await comesTo(page, name)) return;
  // On a busy machine a page may not have been drawn by then.
  await page.waitForLoadState('networkidle');
  if (!(await comesTo(page, name))) throw new Error(`Tab never came to ${String(name)}.`);
}

async function comesTo(page: Page, name: string | RegExp): Promise<boolean> {
  for (let tabs = 0; tabs < MOST_TABS; tabs++) {
    await page.keyboard.press('Tab');
    const focused = await focusedName(page);
    if (typeof name === 'string' ? focused === name : name.test(focused)) return true;
  }
  return false;
}

/** What a screen reader would call what has the focus, near enough for our pages. */
async function focusedName(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement)) return '';
    const labelled = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : null;
    const name = element.getAttribute('aria-label') ?? labelled ?? element.textContent;
    return name.trim();
  });
}
