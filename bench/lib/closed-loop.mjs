import { performance } from 'node:perf_hooks';
import { HttpConnection } from './http-connection.mjs';
import { percentile } from './statistics.mjs';
import { say } from './progress.mjs';

/** With answers waiting in more of its turns than this, the generator itself may be what was measured. */
const BUSY = 0.95;

/**
 * Drives a server in a closed loop: each connection sends its next request as soon as the last one is
 * answered. `next` gives the requests, and `undefined` when there are no more. Any answer but 200
 * ends the scenario.
 *
 * The generator never sleeps: it looks for answers in every turn of its event loop. Were it to sleep,
 * each answer of a server that is slower than it would have to wake it, and pay for that (on a virtual
 * machine more than for the answer), while a faster server would not: the same work would cost more
 * the slower one is.
 *
 * Where several processes are to show what they can do together on two cores, it must sleep, or it
 * would take one of them: `sleeps`.
 *
 * @param {import('./http-connection.mjs').HttpConnection[]} connections
 * @param {() => Buffer | undefined} next
 * @param {{ sleeps?: boolean }} options
 * @typedef {Awaited<ReturnType<typeof closedLoop>>} Loop
 */
export async function closedLoop(connections, next, { sleeps = false } = {}) {
  const latencies = [];
  const startedAt = performance.now();
  const stayAwake = sleeps ? asleep() : awake(() => latencies.length);
  await Promise.all(connections.map((connection) => drive(connection, next, latencies)));
  const generatorBusy = stayAwake.stop();
  const seconds = (performance.now() - startedAt) / 1000;
  if (generatorBusy > BUSY) say(`the generator was busy ${Math.round(generatorBusy * 100)} %`);
  return {
    perSecond: latencies.length / seconds,
    requests: latencies.length,
    seconds,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    generatorBusy,
  };
}

/** The same over so many connections opened for it: a server closes those that idle while others are measured. */
export async function closedLoopTo(port, count, next, options) {
  const connections = await HttpConnection.open(port, count);
  try {
    return await closedLoop(connections, next, options);
  } finally {
    for (const connection of connections) connection.close();
  }
}

/** Turns the event loop without a pause; `stop` tells in what share of the turns answers had come. */
function awake(answered) {
  let turns = 0;
  let busyTurns = 0;
  let before = answered();
  let running = true;
  const turn = () => {
    turns++;
    if (answered() > before) busyTurns++;
    before = answered();
    if (running) setImmediate(turn);
  };
  setImmediate(turn);
  return {
    stop: () => {
      running = false;
      return busyTurns / turns;
    },
  };
}

/** Lets the event loop sleep; `stop` tells in what share of the time it did not. */
function asleep() {
  const before = performance.eventLoopUtilization();
  return { stop: () => performance.eventLoopUtilization(before).utilization };
}

function drive(connection, next, latencies) {
  return new Promise((resolve, reject) => {
    let sentAt = 0;
    const onAnswer = (status, body) => {
      latencies.push(performance.now() - sentAt);
      if (status === 200) send();
      else reject(new Error(`Answered ${status} instead of 200: ${body.toString()}`));
    };
    const send = () => {
      const request = next();
      if (!request) return resolve();
      sentAt = performance.now();
      connection.request(request, onAnswer, reject);
    };
    send();
  });
}

/** Sends each of these requests once. */
export function each(requests) {
  let index = 0;
  return () => requests[index++];
}

/** Sends these requests over and over until the time is up. */
export function forSeconds(requests, seconds) {
  const end = performance.now() + seconds * 1000;
  let index = 0;
  return () => (performance.now() < end ? requests[index++ % requests.length] : undefined);
}
