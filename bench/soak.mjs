// Lets people join at a steady pace for a long time while subscribers come and go, and says whether memory grows.
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { grownCommunity } from './lib/grown-community.mjs';
import { machine } from './lib/machine.mjs';
import { processMemory, whyNoProcessMemory } from './lib/process-memory.mjs';
import { startProgram } from './lib/program.mjs';
import { finishLine, say } from './lib/progress.mjs';
import { seedPeople } from './lib/seed-people.mjs';
import { whole } from './lib/table.mjs';
import { Workshop } from './lib/workshop.mjs';
import { startJoins } from './soak/joins.mjs';
import { missedJoins } from './soak/missed.mjs';
import { growth, verdict } from './soak/verdict.mjs';

const USAGE = `Usage: npm run bench:soak -- [options]

Lets people join in an open loop, each once, while gateway subscribers (half of them Socket.IO, half plain
WebSocket) stay some seconds, go, and come back with \`since\`. Every ten seconds it looks at the memory of the
server and at the latencies. Ctrl-C ends it early with what was seen. Writes bench/soak.json.

  --minutes <n>      how long (default: 30)
  --joins <n>        how many a second (default: 1000)
  --subscribers <n>  how many at a time (default: 500)
  --help             show this

Everybody who is to join is registered and signed in beforehand: for 1.8 million people that takes
some minutes and 2 GB of disk.`;

const RESULTS = join(import.meta.dirname, 'soak.json');
const SAMPLE_MS = 10_000;
/** How soon it is known that a server which does not answer is gone. */
const PATIENCE_MS = 1000;
const MIB = 2 ** 20;

async function main() {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      minutes: { type: 'string', default: '30' },
      joins: { type: 'string', default: '1000' },
      subscribers: { type: 'string', default: '500' },
    },
  });
  const [minutes, asked, subscribers] = [values.minutes, values.joins, values.subscribers].map(
    Number,
  );
  if (values.help || !(minutes > 0 && asked > 0 && subscribers >= 0)) return console.log(USAGE);
  const missing = whyNoProcessMemory();
  if (missing !== undefined) return console.log(`Cannot be measured here: ${missing}.`);

  const workshop = new Workshop({ name: 'soak', rounds: 1, profile: false });
  const leave = () => void workshop.close().finally(() => process.exit(130));
  process.on('SIGINT', leave);
  try {
    const terms = { seconds: minutes * 60, asked, subscribers };
    const house = await prepare(workshop, terms);
    const interruption = new AbortController();
    process.off('SIGINT', leave);
    process.on('SIGINT', () => interruption.abort('Ended by Ctrl-C.'));
    const seen = await soak(house, terms, interruption.signal);
    report({ ...machine(), ...terms, ...seen });
  } finally {
    finishLine();
    await workshop.close();
  }
}

/** A Gatehouse, and the people: the subscribers are members, and everybody who is to join is signed in. */
async function prepare(workshop, { seconds, asked, subscribers }) {
  const file = workshop.file('gatehouse.db');
  const { code } = await grownCommunity(file, 0);
  const secret = randomBytes(32).toString('hex');
  const toJoin = Math.ceil(seconds * asked);
  await seedPeople(file, { code, secret, members: subscribers, count: subscribers + toJoin });
  finishLine();
  const gatehouse = await workshop.gatehouse(file);
  const people = { code, secret, perSecond: asked, from: subscribers, count: toJoin };
  return { file, gatehouse, people };
}

async function soak({ file, gatehouse, people }, { seconds, subscribers }, interruption) {
  const { port } = gatehouse;
  const listeners = await startProgram('soak/subscribers.mjs', [port, subscribers, people.secret]);
  try {
    const over = new AbortController();
    const joins = await startJoins({ port, ...people }, (why) => over.abort(why));
    const end = AbortSignal.any([interruption, over.signal]);
    const startedAt = performance.now();
    const samples = await sampleUntil(end, seconds, () =>
      sample(startedAt, { gatehouse, joins, listeners }),
    );
    joins.stop();
    const elapsed = (performance.now() - startedAt) / 1000;
    const promises = await listeners.ask('end');
    await gatehouse.stop();
    say('comparing what subscribers heard with the log');
    const overall = joins.overall();
    return {
      endedBecause: end.aborted ? end.reason : 'The time is up.',
      perSecond: overall.joins / elapsed,
      joins: overall,
      missed: missedJoins(file, promises),
      memory: growth(samples, 'rssMiB'),
      heap: growth(samples, 'heapMiB'),
      samples,
    };
  } finally {
    await listeners.stop();
  }
}

/** Takes samples until the time is up, or it is over before. */
async function sampleUntil(end, seconds, take) {
  const samples = [];
  const lastAt = performance.now() + seconds * 1000;
  while (performance.now() < lastAt) {
    await pause(Math.min(SAMPLE_MS, lastAt - performance.now()), end);
    if (end.aborted) break;
    try {
      samples.push(await take());
    } catch (error) {
      // Where Ctrl-C was pressed, or nobody can join any more, the server may be gone.
      await pause(PATIENCE_MS, end);
      if (!end.aborted) throw error;
      break;
    }
    console.log(line(samples.at(-1)));
  }
  return samples;
}

function pause(ms, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}

async function sample(startedAt, { gatehouse, joins, listeners }) {
  const { port, pid } = gatehouse;
  const [metrics, subscribers] = await Promise.all([scrape(port), listeners.ask('count')]);
  return {
    seconds: (performance.now() - startedAt) / 1000,
    rssMiB: processMemory(pid).resident / MIB,
    ...metrics,
    ...joins.lately(),
    subscribers,
  };
}

/** What the server says of itself: its heap, and how many events subscribers have still to hear of. */
async function scrape(port) {
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
  const text = await answer.text();
  const value = (name) => {
    const found = new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1];
    return found === undefined ? undefined : Number(found);
  };
  const heap = value('nodejs_heap_size_used_bytes');
  return {
    heapMiB: heap === undefined ? undefined : heap / MIB,
    behindEvents: value('gatehouse_gateway_lag_events'),
  };
}

function line({ seconds, rssMiB, heapMiB, joins, p99Ms, waiting, behindEvents, subscribers }) {
  return [
    `${whole(seconds).padStart(6)} s`,
    `${whole(rssMiB)} MiB`,
    ...(heapMiB === undefined ? [] : [`heap ${whole(heapMiB)}`]),
    `${whole(joins)} joins, p99 ${p99Ms.toFixed(1)} ms, ${whole(waiting)} waiting`,
    `${subscribers.live} subscribers, ${whole(subscribers.messages)} messages, ${whole(behindEvents ?? 0)} events behind`,
  ].join('   ');
}

function report(result) {
  const { samples, joins, memory, heap } = result;
  const total = (field) => samples.reduce((sum, { subscribers }) => sum + subscribers[field], 0);
  const subscribers = Object.fromEntries(
    ['messages', 'returns', 'resyncs', 'repeated', 'cutOff', 'errors'].map((field) => [
      field,
      total(field),
    ]),
  );
  const sentences = verdict({ ...result, subscribers });
  writeFileSync(
    RESULTS,
    `${JSON.stringify({ ...result, subscribersInAll: subscribers, verdict: sentences }, null, 2)}\n`,
  );
  finishLine();
  console.log(`\n${result.endedBecause}`);
  console.log(
    `${whole(joins.joins)} joins, p50 ${joins.p50Ms.toFixed(1)} ms, p99 ${joins.p99Ms.toFixed(1)} ms, slowest ${joins.maxMs.toFixed(0)} ms`,
  );
  console.log(
    `${whole(subscribers.messages)} messages to subscribers, who came back ${whole(subscribers.returns)} times`,
  );
  for (const [name, line] of Object.entries({ resident: memory, heap })) {
    if (line) console.log(`${name}: ${line.slope.toFixed(1)} MiB an hour over the second half`);
  }
  console.log(`\n${sentences.join('\n')}\n\nEvery sample is in ${RESULTS}`);
}

main().catch((error) => {
  finishLine();
  console.error(error.code?.startsWith('ERR_PARSE_ARGS') ? error.message : error);
  process.exit(1);
});
