// Holds crowds of sockets, each at one server, and counts what they hear. One process for all of them, so
// that what a message costs here is the same whoever sent it.
import { performance } from 'node:perf_hooks';
import { subscribe, subscribePlainly } from './subscriber.mjs';

/** So many connect at a time. */
const AT_ONCE = 50;

const PROTOCOLS = { 'socket.io': subscribe, plain: subscribePlainly };

const crowds = new Map();

/** Connects a socket for each token. */
async function connect({ protocol, port, path, tokens }) {
  const crowd = {
    /** By socket: how many events it has heard. */
    heard: new Uint32Array(tokens.length),
    /** How many all of them together have still to hear. */
    missing: 0,
    last: undefined,
    ended: false,
    onAll: () => undefined,
    onEnd: () => undefined,
  };
  crowds.set(port, crowd);
  for (let done = 0; done < tokens.length; done += AT_ONCE) {
    const some = tokens.slice(done, done + AT_ONCE);
    const connecting = some.map((token, index) =>
      PROTOCOLS[protocol]({ port, path, token }, memberOf(crowd, done + index)),
    );
    await Promise.all(connecting);
  }
}

function memberOf(crowd, index) {
  return {
    onEvent: (bytes, from, to) => {
      crowd.heard[index]++;
      if (index === 0) crowd.last = bytes.toString('utf8', from, to);
      if (--crowd.missing === 0) crowd.onAll();
    },
    onEnd: () => {
      crowd.ended = true;
      crowd.onEnd(new Error('A socket was closed.'));
    },
  };
}

/**
 * Resolves when every socket of a crowd has heard so many events since the last time, and says how busy
 * this process was meanwhile (0 to 1), how many microseconds of processor time each event cost it, and what
 * came last.
 */
async function hear({ port, events }) {
  const crowd = crowds.get(port);
  const before = performance.eventLoopUtilization();
  const cpuBefore = process.cpuUsage();
  await new Promise((resolve, reject) => {
    if (crowd.ended) reject(new Error('A socket was closed before.'));
    crowd.onAll = resolve;
    crowd.onEnd = reject;
    // Some may have come before we were asked.
    crowd.missing += crowd.heard.length * events;
    if (crowd.missing <= 0) resolve();
  });
  const { utilization } = performance.eventLoopUtilization(before);
  const { user, system } = process.cpuUsage(cpuBefore);
  const other = crowd.heard.find((count) => count !== events);
  if (other !== undefined) throw new Error(`A socket heard ${other} events, not ${events}.`);
  crowd.heard.fill(0);
  return {
    busy: utilization,
    cpuMicros: (user + system) / (crowd.heard.length * events),
    last: crowd.last,
  };
}

/**
 * Connects a socket for each token behind a cursor, all of them at the same moment, and hangs up when each is ready.
 * Says how long it took until the last was, and how many messages came before.
 */
async function resume({ protocol, port, path, tokens, since }) {
  let messages = 0;
  const listener = {
    onEvent: () => undefined,
    onMissed: () => messages++,
    onEnd: () => undefined,
  };
  const before = performance.eventLoopUtilization();
  const startedAt = performance.now();
  const sockets = await Promise.all(
    tokens.map((token) => PROTOCOLS[protocol]({ port, path, token, since }, listener)),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  const { utilization } = performance.eventLoopUtilization(before);
  for (const socket of sockets) socket.close();
  return { seconds, messages, busy: utilization };
}

const TASKS = { connect, hear, resume };

process.on('message', async ({ task, ...terms }) => {
  process.send((await TASKS[task](terms)) ?? {});
});
process.send({ ready: true });
