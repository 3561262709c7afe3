import { performance } from 'node:perf_hooks';
import { percentile } from './statistics.mjs';
import { say } from './progress.mjs';

/** Above this the generator itself may be what was measured. */
const BUSY = 0.95;

/**
 * Drives a server in a closed loop: each connection sends its next request as soon as the last one is
 * answered. `next` gives the requests, and `undefined` when there are no more. Any answer but 200
 * ends the scenario.
 *
 * @param {import('./http-connection.mjs').HttpConnection[]} connections
 * @param {() => Buffer | undefined} next
 */
export async function closedLoop(connections, next) {
  const latencies = [];
  const utilisation = performance.eventLoopUtilization();
  const startedAt = performance.now();
  await Promise.all(connections.map((connection) => drive(connection, next, latencies)));
  const seconds = (performance.now() - startedAt) / 1000;
  const generatorBusy = performance.eventLoopUtilization(utilisation).utilization;
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
