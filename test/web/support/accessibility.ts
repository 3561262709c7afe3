import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const RULES = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];

/** Those of the rules that look at colours: another appearance changes nothing for the others. */
const RULES_OF_COLOUR = `axe.getRules(${JSON.stringify(RULES)})
  .filter(({ tags }) => tags.includes('cat.color')).map(({ ruleId }) => ruleId)`;

/**
 * What axe finds on a page as it stands now: rule, help, and where.
 *
 * @param rules names of rules or of their tags, as an expression of the page
 */
async function findings(page: Page, rules: string): Promise<readonly string[]> {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(source);
  // What passed is not described: that takes longer than finding out.
  const run = `axe.run(document, { runOnly: ${rules}, resultTypes: ['violations'], preload: false })`;
  const { violations } = await page.evaluate<AxeResults>(run);
  return violations.map(({ id, help, nodes }) => {
    const places = nodes.map(({ html, failureSummary }) => `${html} ${failureSummary ?? ''}`);
    return `${id}: ${help}\n  ${places.join('\n  ')}`;
  });
}

/** The same in both appearances: nothing should be found in either. */
export async function findingsInBoth(page: Page): Promise<readonly string[]> {
  await inScheme(page, 'light');
  const light = await findings(page, JSON.stringify(RULES));
  await inScheme(page, 'dark');
  const dark = await findings(page, RULES_OF_COLOUR);
  return [...light.map((each) => `light: ${each}`), ...dark.map((each) => `dark: ${each}`)];
}

/** The page in one appearance, and all of it. */
export async function inScheme(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  // The console hears of it a little later: looked at before, it would be half in one and half in the other.
  const console = page.locator('html[data-mantine-color-scheme]');
  if ((await console.count()) > 0) {
    await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor();
  }
  await settled(page);
}

/** Colours that are on their way are no colours yet. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const moving = document.getAnimations().filter(({ playState }) => playState === 'running');
    await Promise.allSettled(moving.map(({ finished }) => finished));
  });
}
