// Previews an invite 100 times a second until its input ends, and then says how long they took:
//   node previews.mjs <port> <invite>
// Each counts from when it was due, so that the wait of those behind a slow one is in it.
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { HttpConnection, requestBytes } from '../bench/lib/http-connection.mjs';

const EVERY_MS = 10;
const CONNECTIONS = 32;

const [port, code] = process.argv.slice(2);
const request = requestBytes('GET', `/api/v1/invites/${code}`);
const free = await HttpConnection.open(Number(port), CONNECTIONS);
const took = [];
let goesOn = true;
process.stdin.on('end', () => (goesOn = false)).resume();

function preview(connection, due) {
  connection.request(
    request,
    (status, body) => {
      if (status !== 200) throw new Error(`Answered ${status}: ${body.toString()}`);
      took.push(performance.now() - due);
      free.push(connection);
    },
    (error) => {
      throw error;
    },
  );
}

for (let due = performance.now(); goesOn || free.length < CONNECTIONS;) {
  const now = performance.now();
  for (; goesOn && due <= now && free.length > 0; due += EVERY_MS) preview(free.pop(), due);
  await setTimeout(1);
}
took.sort((one, other) => one - other);
const at = (share) => took[Math.ceil(took.length * share) - 1];
console.log(JSON.stringify({ count: took.length, p50: at(0.5), p99: at(0.99), max: at(1) }));
process.exit(0);
