import { performance } from 'node:perf_hooks';
import { percentile } from './statistics.mjs';

/**
 * Drives a server in an open loop: requests are due at fixed times, whether or not earlier ones were
 * answered, and each latency counts from when its request was due. So the wait of those who come while the
 * server is slow is in it; a closed loop would not even send them. A request whose turn has come waits for a
 * free connection, on its own account. Any answer but 200 ends the scenario.
 *
 * @param {import('./http-connection.mjs').HttpConnection[]} connections
 * @param {Buffer[]} requests
 * @param {{ perSecond: number }} options
 */
export async function openLoop(connections, requests, { perSecond }) {
  const latencies = [];
  const startedAt = performance.now();
  await new Promise((resolve, reject) => {
    const loop = pacedRequests(connections, {
      perSecond,
      count: requests.length,
      requestAt: (index) => requests[index],
      onAnswer: (latencyMs, status, body) => {
        latencies.push(latencyMs);
        if (status !== 200) fail(new Error(`Answered ${status}: ${body.toString()}`));
        if (latencies.length === requests.length) resolve();
      },
      onFailure: (error) => fail(error),
    });
    const fail = (error) => {
      loop.stop();
      reject(error);
    };
    // It never sleeps, or its own wake-up would be a part of what it measures.
    const turn = () => {
      if (loop.sendDue()) setImmediate(turn);
    };
    turn();
  });
  return {
    perSecond: latencies.length / ((performance.now() - startedAt) / 1000),
    requests: latencies.length,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    maxMs: Math.max(...latencies),
  };
}

/**
 * The requests of an open loop, of which none is kept: those that wait are known by their numbers.
 *
 * @param {import('./http-connection.mjs').HttpConnection[]} connections
 * @param {{
 *   perSecond: number,
 *   count: number,
 *   requestAt: (index: number) => Buffer,
 *   onAnswer: (latencyMs: number, status: number, body: Buffer) => void,
 *   onFailure: (error: Error, connection: object) => void,
 * }} options `onFailure` hears of a connection that is of no more use
 */
export function pacedRequests(connections, { perSecond, count, requestAt, ...heard }) {
  // Taken in turn: a server closes those that idle.
  const free = [...connections];
  const startedAt = performance.now();
  let sent = 0;
  let answered = 0;
  let stopped = false;
  const due = () =>
    Math.min(count, Math.floor(((performance.now() - startedAt) * perSecond) / 1000));
  const sendNext = (connection) => {
    if (stopped || sent >= due()) return free.push(connection);
    const index = sent++;
    const dueAt = startedAt + (index * 1000) / perSecond;
    connection.request(
      requestAt(index),
      (status, body) => {
        answered++;
        heard.onAnswer(performance.now() - dueAt, status, body);
        sendNext(connection);
      },
      (error) => {
        answered++;
        heard.onFailure(error, connection);
      },
    );
  };
  return {
    /** Sends what is due, as far as connections are free; whether there will be more to send. */
    sendDue: () => {
      for (let left = due() - sent; left > 0 && free.length > 0; left--) sendNext(free.shift());
      return !stopped && sent < count;
    },
    /** How many are due and not sent, and how many are sent and not answered. */
    waiting: () => ({ due: due() - sent, underWay: sent - answered }),
    /** Takes a connection in. */
    add: sendNext,
    stop: () => {
      stopped = true;
    },
  };
}
