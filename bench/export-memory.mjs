// Exports a long log from a real process and says how much memory that took; then cuts an export within a line,
// goes on behind the last whole one, and compares the bytes. Linux only: it reads /proc.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { startGatehouse } from './lib/gatehouse.mjs';
import { grownCommunity } from './lib/grown-community.mjs';
import { processMemory } from './lib/process-memory.mjs';

const USAGE = `Usage: node bench/export-memory.mjs <database file> [events]

Makes a database of about so many events (default: 1000000) unless it is there already, with the owner's
session beside it in <database file>.token, and keeps both.`;

const [file, events = '1000000'] = process.argv.slice(2);
const LF = 10;
const MIB = 2 ** 20;

/** Reads an export, up to so many bytes of it; whole lines are taken into `hash`. */
function read({ port, token, hash, after = 0, limit = Infinity }) {
  return new Promise((done, fail) => {
    const options = { headers: { authorization: `Bearer ${token}` }, agent: false };
    get(`http://127.0.0.1:${port}/api/v1/audit/export?after=${after}`, options, (response) => {
      if (response.statusCode !== 200) fail(new Error(`It answered ${response.statusCode}.`));
      let bytes = 0;
      let lines = 0;
      let rest = Buffer.alloc(0);
      const result = () => done({ bytes, lines, rest: rest.length });
      response.on('data', (chunk) => {
        const part = chunk.subarray(0, limit - bytes);
        bytes += part.length;
        const pending = Buffer.concat([rest, part]);
        const whole = pending.subarray(0, pending.lastIndexOf(LF) + 1);
        hash.update(whole);
        for (let at = whole.indexOf(LF); at >= 0; at = whole.indexOf(LF, at + 1)) lines++;
        rest = pending.subarray(whole.length);
        if (bytes < limit) return;
        response.destroy();
        result();
      });
      response.on('end', result);
      response.on('error', (error) => (bytes < limit ? fail(error) : undefined));
    }).on('error', fail);
  });
}

async function main() {
  if (file === undefined) return console.log(USAGE);
  const path = resolve(file);
  if (!existsSync(path)) {
    const { owner } = await grownCommunity(path, Math.ceil(Number(events) / 3));
    writeFileSync(`${path}.token`, owner, { mode: 0o600 });
  }
  const token = readFileSync(`${path}.token`, 'utf8').trim();
  const { port, pid, stop } = await startGatehouse(path, { profiled: false });
  try {
    const before = processMemory(pid).resident / MIB;
    // From here on the kernel's mark of the highest is that of the export.
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
    const startedAt = performance.now();
    const whole = createHash('sha256');
    const { bytes, lines } = await read({ port, token, hash: whole });
    const seconds = (performance.now() - startedAt) / 1000;
    const highest = processMemory(pid).highest / MIB;
    console.log(`${lines} events, ${(bytes / 1e6).toFixed(1)} MB in ${seconds.toFixed(1)} s`);
    console.log(
      `resident before: ${before.toFixed(0)} MiB; at the highest: ${highest.toFixed(0)} MiB`,
    );

    const resumed = createHash('sha256');
    const first = await read({ port, token, hash: resumed, limit: Math.floor(bytes * 0.6) + 1 });
    await read({ port, token, hash: resumed, after: first.lines });
    const [a, b] = [whole.digest('hex'), resumed.digest('hex')];
    console.log(
      `cut ${first.rest} bytes into line ${first.lines + 1}, resumed behind the last whole one`,
    );
    console.log(a === b ? `the same bytes: ${a}` : `OTHER BYTES: ${a}, ${b}`);
    if (a !== b) process.exitCode = 1;
  } finally {
    await stop();
  }
}

await main();
