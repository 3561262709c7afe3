import { get } from 'node:http';
import { performance } from 'node:perf_hooks';
import { comparison } from '../lib/comparison.mjs';
import { keptCommunity, LARGE_LOG } from '../lib/kept-community.mjs';

const LF = 10;

export const description = `an export of ${LARGE_LOG.toLocaleString('en')} events, beside a bare server that sends the same lines`;

/**
 * Compares events a second that one client gets by HTTP. The reference is a bare Node server that reads the same rows
 * by better-sqlite3, and sends a line of JSON for each as fast as it is taken: without asking who they are, whether a
 * code must be masked, or whether somebody else waits.
 */
export async function run(workshop) {
  const { owner, copyTo } = await keptCommunity(LARGE_LOG);
  const file = workshop.file('gatehouse.db');
  copyTo(file);
  const gatehouse = await workshop.gatehouse(file);
  const bare = await workshop.reference('raw-export.mjs', file);
  const rounds = await workshop.profiling(gatehouse, () =>
    workshop.rounds(async () => {
      const reference = await exported(bare.port, owner);
      const figure = await exported(gatehouse.port, owner);
      if (reference.bytes !== figure.bytes) {
        throw new Error(`The reference sent ${reference.bytes} bytes, Gatehouse ${figure.bytes}.`);
      }
      return {
        reference: reference.perSecond,
        figure: figure.perSecond,
        details: { bare: reference, gatehouse: figure },
      };
    }),
  );
  return comparison({ reference: 'bare Node, SQLite', unit: 'events/s', reach: 0.5 }, rounds);
}

/** Takes in a whole export, and counts its lines. */
function exported(port, token) {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const options = { headers: { authorization: `Bearer ${token}` }, agent: false };
    const request = get(`http://127.0.0.1:${port}/api/v1/audit/export`, options, (response) => {
      if (response.statusCode !== 200) reject(new Error(`It answered ${response.statusCode}.`));
      let events = 0;
      let bytes = 0;
      response.on('data', (chunk) => {
        bytes += chunk.length;
        for (let at = chunk.indexOf(LF); at >= 0; at = chunk.indexOf(LF, at + 1)) events++;
      });
      response.on('error', reject);
      response.on('end', () => {
        const seconds = (performance.now() - startedAt) / 1000;
        resolve({ perSecond: events / seconds, events, bytes, seconds });
      });
    });
    request.on('error', reject);
  });
}
