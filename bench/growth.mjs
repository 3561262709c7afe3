// Says what a large log costs: the same requests, and a start, on logs of one size after another.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { closedLoop, each, forSeconds } from './lib/closed-loop.mjs';
import { requestBytes } from './lib/http-connection.mjs';
import { keptCommunity } from './lib/kept-community.mjs';
import { signInMany } from './lib/people.mjs';
import { processMemory, whyNoProcessMemory } from './lib/process-memory.mjs';
import { finishLine, say } from './lib/progress.mjs';
import { median } from './lib/statistics.mjs';
import { table, whole } from './lib/table.mjs';
import { inWorkshop } from './lib/workshop.mjs';

const USAGE = `Usage: npm run bench:growth -- [options] [events ...]

Measures Gatehouse on logs of these sizes (default: 10000 1000000): joining, listing invites, previewing one,
asking the audit for the latest events of one, and starting. 64 connections; nobody else is at work.
Prints a table, and writes bench/growth.json. The logs are kept in bench/.kept; making one of a
million events takes some minutes, the first time.

  --largest      10000000 events, too: needs 25 GB of disk
  --seconds <n>  how long each kind of request is sent (default: 3)
  --help         show this`;

const RESULTS = join(import.meta.dirname, 'growth.json');
const SIZES = [10_000, 1_000_000];
const LARGEST = 10_000_000;
const CONNECTIONS = 64;
/** As many as are measured by the scenarios; more of them would make a small log a larger one. */
const JOINS = 6000;
const WARM_UP_SECONDS = 0.5;
const STARTS = 3;

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      largest: { type: 'boolean', default: false },
      seconds: { type: 'string', default: '3' },
    },
  });
  const sizes = positionals.length > 0 ? positionals.map(Number) : [...SIZES];
  if (values.largest) sizes.push(LARGEST);
  const seconds = Number(values.seconds);
  const isCount = (size) => Number.isInteger(size) && size > 0;
  if (values.help || !sizes.every(isCount) || !(seconds > 0)) return console.log(USAGE);
  const missing = whyNoProcessMemory();
  if (missing !== undefined) return console.log(`Cannot be measured here: ${missing}.`);

  const results = [];
  for (const size of sizes) {
    console.log(`\n${size.toLocaleString('en')} events`);
    results.push(
      await inWorkshop({ name: 'growth', rounds: 1, profile: false }, (workshop) =>
        measure(workshop, size, seconds),
      ),
    );
    // What was measured is there even if a larger log does not come about.
    writeFileSync(RESULTS, `${JSON.stringify(results, null, 2)}\n`);
  }
  console.log(`\n${table(results, COLUMNS)}\n\nAll of it is in ${RESULTS}`);
}

async function measure(workshop, size, seconds) {
  const { events, owner, code, copyTo } = await keptCommunity(size);
  const file = workshop.file('gatehouse.db');
  copyTo(file);
  const { gatehouse, startMs, rssMiB } = await starts(workshop, file);
  const connections = await workshop.connections(gatehouse.port, CONNECTIONS);
  const get = async (what, path, options) => {
    say(what);
    const requests = [requestBytes('GET', `/api/v1${path}`, options)];
    await closedLoop(connections, forSeconds(requests, WARM_UP_SECONDS));
    return figures(await closedLoop(connections, forSeconds(requests, seconds)));
  };
  const list = await get('listing invites', '/invites', { token: owner });
  const preview = await get('previewing', `/invites/${code}`);
  const latest = `/audit/events?invite=${code}&order=desc`;
  const audit = await get('asking the audit', latest, { token: owner });
  // Last of all, because it makes the log longer.
  const join = await joins(connections, code);
  return { events, join, list, preview, audit, startMs, rssMiB };
}

/** Starts it several times; the last one goes on. */
async function starts(workshop, file) {
  const times = [];
  for (;;) {
    say('starting');
    const gatehouse = await workshop.gatehouse(file);
    times.push(gatehouse.startMs);
    if (times.length === STARTS) {
      const rssMiB = processMemory(gatehouse.pid).resident / 2 ** 20;
      return { gatehouse, startMs: median(times), rssMiB };
    }
    await gatehouse.stop();
  }
}

/** Half as many joins again come first, and do not count. */
async function joins(connections, code) {
  const tokens = await signInMany(connections, 1.5 * JOINS);
  say('joining');
  const path = `/api/v1/invites/${code}/join`;
  const requests = tokens.map((token) => requestBytes('POST', path, { token }));
  await closedLoop(connections, each(requests.slice(JOINS)));
  return figures(await closedLoop(connections, each(requests.slice(0, JOINS))));
}

function figures({ perSecond, p50Ms, p99Ms }) {
  return { perSecond, p50Ms, p99Ms };
}

const KINDS = ['join', 'list', 'preview', 'audit'];
const COLUMNS = [
  ['events', ({ events }) => whole(events)],
  ...KINDS.flatMap((kind) => [
    [`${kind}/s`, (result) => whole(result[kind].perSecond)],
    ['p50 ms', (result) => result[kind].p50Ms.toFixed(1)],
    ['p99 ms', (result) => result[kind].p99Ms.toFixed(1)],
  ]),
  ['start ms', ({ startMs }) => whole(startMs)],
  ['MiB', ({ rssMiB }) => whole(rssMiB)],
];

main().catch((error) => {
  finishLine();
  console.error(error.code?.startsWith('ERR_PARSE_ARGS') ? error.message : error);
  process.exit(1);
});
