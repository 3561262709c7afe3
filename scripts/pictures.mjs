// Takes the pictures of the README from the demo: `node scripts/pictures.mjs`. Needs Chromium.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { launchBrowser } from '../bench/pages/browser.mjs';

const ROOT = join(import.meta.dirname, '..');
const FOLDER = join(ROOT, 'docs', 'pictures');
const PHONE = { width: 390, height: 720 };
const DESKTOP = { width: 1200, height: 720 };

async function main() {
  mkdirSync(FOLDER, { recursive: true });
  const browser = await launchBrowser();
  const demo = spawn(process.execPath, ['scripts/gatehouse.mjs', 'demo', '--port', '0'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const said = await saidUntil(demo.stdout, /Gatehouse is open at (\S+)/);
    const link = /^ {2}(\S+\/invite\/\S+)$/m.exec(said)[1];
    const busy = /^ {2}(\S+\/invites\/\S+)/m.exec(said)[1];
    await takeAll(browser, new URL(link).origin, link, busy);
  } finally {
    await browser.close();
    demo.kill('SIGTERM');
    await once(demo, 'exit');
  }
}

async function takeAll(browser, base, link, busy) {
  const context = await browser.newContext({
    viewport: DESKTOP,
    locale: 'en-GB',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto(link);
  await page.getByRole('button', { name: /^Join / }).click();
  await page.getByLabel('What should others call you?').fill('Ada');
  await page.getByRole('button', { name: /^Continue/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();

  await page.goto(`${base}/invites`);
  await page.locator('[data-index="3"]').waitFor();
  await take(page, 'invites');

  await page.goto(busy);
  await page.emulateMedia({ colorScheme: 'dark' });
  await lookAt(page, page.getByRole('figure').first());
  await take(page, 'invite-dark');
  await page.emulateMedia({ colorScheme: 'light' });

  await page.goto(`${base}/members`);
  await page.locator('[data-index="1"] a').first().click();
  // Opened as by keyboard: the first branch, and the first of those below that have brought somebody.
  const items = page.getByRole('treeitem');
  await items.first().focus();
  await page.keyboard.press('ArrowRight');
  await items.nth(1).waitFor();
  const shown = await items.count();
  await page.getByRole('treeitem', { expanded: false }).first().focus();
  await page.keyboard.press('ArrowRight');
  await items.nth(shown).waitFor();
  await lookAt(page, page.getByRole('heading', { name: 'Invite tree' }));
  await take(page, 'member-tree');

  const newcomer = await browser.newContext({ viewport: PHONE, locale: 'en-GB' });
  const join = await newcomer.newPage();
  await join.goto(busy.replace('/invites/', '/invite/'));
  await join.getByRole('button', { name: /^Join / }).waitFor();
  await take(join, 'join-phone');
}

/** Puts it near the top of the window. */
async function lookAt(page, what) {
  await what.waitFor();
  await page.waitForLoadState('networkidle');
  await what.evaluate((element) => {
    window.scrollBy(0, element.getBoundingClientRect().top - 150);
  });
}

async function take(page, name) {
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: join(FOLDER, `${name}.png`), animations: 'disabled' });
}

async function saidUntil(stream, pattern) {
  let said = '';
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    said += chunk;
    if (pattern.test(said)) return said;
  }
  throw new Error('The demo did not start.');
}

await main();
