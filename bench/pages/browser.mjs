import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const PLACES = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** What a browser does by itself must not be taken for what our pages do. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The Chromium of this machine, or the one that TEST_CHROMIUM names. */
export async function launchBrowser() {
  const executablePath = [process.env.TEST_CHROMIUM, ...PLACES].find(
    (path) => path && existsSync(path),
  );
  if (executablePath === undefined) {
    const error = new Error('There is no Chromium; TEST_CHROMIUM may say where one is.');
    throw Object.assign(error, { expected: true });
  }
  return chromium.launch({ executablePath, args: QUIET });
}

/** Lets the page believe that the processor is so many times slower. */
export async function slowDown(page, times) {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: times });
  return session;
}
