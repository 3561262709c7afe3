import { foundCommunity } from '../lib/community.mjs';
import { sayProgress } from '../lib/progress.mjs';
import { seedInvites, seedJoins } from '../lib/seed.mjs';
import { median, percentile } from '../lib/statistics.mjs';
import { launchBrowser } from './browser.mjs';

const INVITES = 100_000;
const MEMBERS = 10_000;

export const description = `the first rows of ${INVITES.toLocaleString('en')} invites and of ${MEMBERS.toLocaleString('en')} members`;

const LISTS = ['Invites', 'Members'];
/** How many frames are scrolled through, and how far in each. */
const FRAMES = 600;
const FRAME_PX = 120;
const SLOW_FRAME_MS = 50;

/**
 * Cold: the page is opened at its address, with nothing in the cache. Warm: the console is open, and its
 * link is pressed; the list itself was not asked for before.
 */
export async function run(workshop, rounds) {
  const file = workshop.file('gatehouse.db');
  const url = await grown(workshop, file);
  const browser = await launchBrowser();
  try {
    const page = await comeIn(browser, url.admin);
    const figures = [];
    for (const list of LISTS) {
      const path = `${url.base}/${list.toLowerCase()}`;
      const cold = [];
      const warm = [];
      const frames = [];
      for (let round = 0; round <= rounds; round++) {
        cold.push(await openCold(page, path));
        frames.push(await page.evaluate(scroll, [FRAMES, FRAME_PX]));
        warm.push(await openWarm(page, url.base, list));
        sayProgress(list, round, rounds);
      }
      const counted = frames.slice(1);
      figures.push(
        [`${list}: first rows, cold, ms`, ...spread(cold.slice(1))],
        [`${list}: first rows, warm, ms`, ...spread(warm.slice(1))],
        [`${list}: median frame, ms`, ...spread(counted.map(({ times }) => median(times)))],
        [
          `${list}: 95th of 100 frames, ms`,
          ...spread(counted.map(({ times }) => percentile(times, 0.95))),
        ],
        [`${list}: frames over ${SLOW_FRAME_MS} ms, %`, ...spread(counted.map(slowShare))],
        [`${list}: rows scrolled past`, ...spread(counted.map(({ rows }) => rows))],
      );
    }
    return figures;
  } finally {
    await browser.close();
  }
}

/** A community of that size, and where an administrator comes in. */
async function grown(workshop, file) {
  const first = await workshop.gatehouse(file);
  const [connection] = await workshop.connections(first.port, 1);
  const { owner, code } = await foundCommunity(connection, first.ownerLink);
  const { user_id } = await connection.call('GET', '/api/v1/auth/me', { token: owner });
  const body = { grant_role_id: 'admin' };
  const admin = await connection.call('POST', '/api/v1/invites', { token: owner, body });
  await first.stop();
  await seedJoins(file, code, MEMBERS);
  await seedInvites(file, user_id, INVITES);
  const { port } = await workshop.gatehouse(file);
  const base = `http://localhost:${port}`;
  return { base, admin: `${base}/invite/${admin.code}` };
}

async function comeIn(browser, link) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.addInitScript(watchRows);
  await page.goto(link);
  await page.getByRole('button', { name: /^Join / }).click();
  await page.getByLabel('What should others call you?').fill('Visitor');
  await page.getByRole('button', { name: /^Continue/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  return page;
}

async function openCold(page, path) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.clearBrowserCache');
  await session.detach();
  await page.goto(path);
  return page.evaluate(() => window.firstRows());
}

async function openWarm(page, base, list) {
  await page.goto(base);
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  await page.waitForLoadState('networkidle');
  return page.evaluate(async (name) => {
    const links = [...document.querySelectorAll('nav a')];
    const link = links.find(({ textContent }) => textContent.trim() === name);
    const pressedAt = performance.now();
    link.click();
    return (await window.firstRows()) - pressedAt;
  }, list);
}

/** In the page: the time of the first frame after the one that had rows to show. */
function watchRows() {
  window.firstRows = () =>
    new Promise((resolve) => {
      const look = () => {
        if (!document.querySelector('[data-index="0"]')) return requestAnimationFrame(look);
        return requestAnimationFrame(() => resolve(performance.now()));
      };
      look();
    });
}

/** In the page: goes down a little in each frame, and notes how long each took. */
async function scroll([frames, px]) {
  const times = [];
  let before = await new Promise(requestAnimationFrame);
  for (let frame = 0; frame < frames; frame++) {
    window.scrollBy(0, px);
    const now = await new Promise(requestAnimationFrame);
    times.push(now - before);
    before = now;
  }
  const last = [...document.querySelectorAll('[data-index]')].at(-1);
  return { times, rows: Number(last?.getAttribute('data-index')) + 1 };
}

function slowShare({ times }) {
  return (100 * times.filter((ms) => ms > SLOW_FRAME_MS).length) / times.length;
}

function spread(values) {
  return [median(values), Math.min(...values), Math.max(...values)];
}
