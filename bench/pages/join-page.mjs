import { median } from '../lib/statistics.mjs';
import { foundCommunity } from '../lib/community.mjs';
import { sayProgress } from '../lib/progress.mjs';
import { launchBrowser, slowDown } from './browser.mjs';
import { quietMoment } from './quiet.mjs';

export const description = 'the join page on a processor slowed down four times';

const SLOWER = 4;
/** No task longer than 50 ms for so long: nothing more will come. */
const QUIET_MS = 3000;

const FIGURES = [
  ['first contentful paint, ms', ({ firstPaint }) => firstPaint],
  ['the button is there, ms', ({ button }) => button],
  ['interactive, ms', ({ interactive }) => interactive],
  ['long tasks', ({ longTasks }) => longTasks.length],
  ['all of them together, ms', ({ longTasks }) => longTasks.reduce((sum, { ms }) => sum + ms, 0)],
  ['the main thread at work, ms', ({ mainThread }) => mainThread],
  ['others at work just before, %', ({ busy }) => busy * 100],
  ['requests', ({ requests }) => requests],
  ['transferred, bytes', ({ bytes }) => bytes],
  ['JavaScript of these, bytes', ({ scriptBytes }) => scriptBytes],
];

/** Opens the page anew, with nothing in the cache, as often as there are rounds, after one to warm up. */
export async function run(workshop, rounds) {
  const gatehouse = await workshop.gatehouse(workshop.file('gatehouse.db'));
  const [connection] = await workshop.connections(gatehouse.port, 1);
  const { code } = await foundCommunity(connection, gatehouse.ownerLink);
  const browser = await launchBrowser();
  try {
    const visits = [];
    for (let round = 0; round <= rounds; round++) {
      visits.push(await visit(browser, `http://localhost:${gatehouse.port}/invite/${code}`));
      sayProgress('visits', round, rounds);
    }
    const counted = visits.slice(1);
    return FIGURES.map(([name, figure]) => {
      const values = counted.map(figure);
      return [name, median(values), Math.min(...values), Math.max(...values)];
    });
  } finally {
    await browser.close();
  }
}

async function visit(browser, url) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  const session = await slowDown(page, SLOWER);
  // What the thread did, whatever else the machine did meanwhile.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.addInitScript(watch);
  const busy = await quietMoment();
  await page.goto(url);
  const seen = await page.evaluate((quietMs) => window.watched(quietMs), QUIET_MS);
  const { metrics } = await session.send('Performance.getMetrics');
  const seconds = metrics.find(({ name }) => name === 'TaskDuration').value;
  // It does what it says: whoever presses it is in.
  await page.getByRole('button', { name: /^Join / }).click();
  await page.getByText('You are in', { exact: true }).waitFor();
  await context.close();
  return { ...seen, busy, mainThread: seconds * 1000 };
}

/**
 * In the page, from before its first script. Interactive is when the button can be pressed and the last
 * task longer than 50 ms is over, whichever is later.
 */
function watch() {
  const longTasks = [];
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      longTasks.push({ from: startTime, ms: duration });
    }
  }).observe({ type: 'longtask', buffered: true });
  let button;
  const look = () => {
    const found = [...document.querySelectorAll('button')].some(
      ({ disabled, textContent }) => !disabled && textContent.trim().startsWith('Join '),
    );
    if (found) button = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);

  window.watched = async (quietMs) => {
    const end = () => Math.max(button ?? Infinity, ...longTasks.map(({ from, ms }) => from + ms));
    while (!(performance.now() - end() > quietMs)) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const resources = performance.getEntriesByType('resource');
    const all = [...performance.getEntriesByType('navigation'), ...resources];
    const bytes = (entries) => entries.reduce((sum, { transferSize }) => sum + transferSize, 0);
    return {
      firstPaint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
      button,
      interactive: end(),
      longTasks,
      requests: all.length,
      bytes: bytes(all),
      scriptBytes: bytes(resources.filter(({ name }) => new URL(name).pathname.endsWith('.js'))),
    };
  };
}
