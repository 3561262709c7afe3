// People for a crash at full load, by the generator of the benchmarks:
//   node full-load.mjs seed <database file> <invite> <secret> <count>
//   node full-load.mjs join <port> <invite> <secret> <count>
// `join` has them join over 64 connections as quickly as it can, says on each line of its output who was answered
// since the last one, and ends when the server is gone.
import { closedLoop } from '../bench/lib/closed-loop.mjs';
import { HttpConnection, requestBytes } from '../bench/lib/http-connection.mjs';
import { seedPeople, tokenOf } from '../bench/lib/seed-people.mjs';

const CONNECTIONS = 64;
const SAY_EVERY = 256;

const [task, where, code, secret, text] = process.argv.slice(2);
const count = Number(text);
if (task === 'seed') await seedPeople(where, { code, secret, members: 0, count });
else await join();

async function join() {
  const path = `/api/v1/invites/${code}/join`;
  const requests = Array.from({ length: count }, (_, index) =>
    requestBytes('POST', path, { token: tokenOf(secret, index) }),
  );
  let answered = [];
  const say = () => {
    console.log(answered.join(' '));
    answered = [];
  };
  const connections = await HttpConnection.open(Number(where), CONNECTIONS);
  const heard = connections.map((connection) => ({
    request: (bytes, onAnswer, onFailure) =>
      connection.request(
        bytes,
        (status, body) => {
          if (status === 200) answered.push(JSON.parse(body.toString()).member.user_id);
          if (answered.length >= SAY_EVERY) say();
          onAnswer(status, body);
        },
        onFailure,
      ),
  }));
  let next = 0;
  try {
    await closedLoop(heard, () => requests[next++]);
  } catch (error) {
    // Killed: what was answered before counts. Anything else is told by the exit code.
    if (!/clos|ECONNRESET|EPIPE/.test(error.message)) throw error;
  }
  say();
  // The generator of a loop that failed goes on turning.
  process.exit();
}
