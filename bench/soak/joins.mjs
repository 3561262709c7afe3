import { createHistogram } from 'node:perf_hooks';
import { HttpConnection, requestBytes } from '../lib/http-connection.mjs';
import { pacedRequests } from '../lib/open-loop.mjs';
import { tokenOf } from '../lib/seed-people.mjs';

const CONNECTIONS = 64;
/** How often it is looked whether a join is due. */
const TICK_MS = 1;

/**
 * Joins in an open loop, each by somebody else, until they are stopped.
 *
 * @param {{ port: number, code: string, secret: string, perSecond: number, from: number, count: number }} terms the
 *   people are those that were seeded by that secret, from number `from` on
 * @param {(reason: string) => void} onEnd hears that nobody can join any more
 */
export async function startJoins({ port, code, secret, perSecond, from, count }, onEnd) {
  const path = `/api/v1/invites/${code}/join`;
  /** In microseconds; histograms take the same memory however much is recorded. */
  const lately = createHistogram();
  const overall = createHistogram();
  const errors = {};
  let stopped = false;
  let joins = 0;

  const fail = (what) => {
    if (!stopped) errors[what] = (errors[what] ?? 0) + 1;
  };
  const replace = async () => {
    try {
      const [connection] = await HttpConnection.open(port, 1);
      loop.add(connection);
    } catch {
      onEnd('The server takes no connection any more.');
    }
  };
  const loop = pacedRequests(await HttpConnection.open(port, CONNECTIONS), {
    perSecond,
    count,
    requestAt: (index) => requestBytes('POST', path, { token: tokenOf(secret, from + index) }),
    onAnswer: (latencyMs, status) => {
      joins++;
      const microseconds = Math.max(1, Math.round(latencyMs * 1000));
      lately.record(microseconds);
      overall.record(microseconds);
      if (status !== 200) fail(`status ${status}`);
    },
    onFailure: () => {
      fail('connection lost');
      if (!stopped) void replace();
    },
  });
  const timer = setInterval(() => {
    if (!loop.sendDue() && loop.waiting().underWay === 0) onEnd('Everybody has joined.');
  }, TICK_MS);

  return {
    /** What was answered since the last time. */
    lately: () => {
      const { due, underWay } = loop.waiting();
      const figures = { joins, ...latencies(lately), waiting: due + underWay };
      joins = 0;
      lately.reset();
      return figures;
    },
    overall: () => ({ joins: overall.count, ...latencies(overall), errors }),
    stop: () => {
      stopped = true;
      clearInterval(timer);
      loop.stop();
    },
  };
}

function latencies(histogram) {
  return histogram.count === 0
    ? { p50Ms: 0, p99Ms: 0, maxMs: 0 }
    : {
        p50Ms: histogram.percentile(50) / 1000,
        p99Ms: histogram.percentile(99) / 1000,
        maxMs: histogram.max / 1000,
      };
}
