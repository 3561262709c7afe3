// All subscribers of a soak, in a process of their own: what they receive must not keep the joins waiting.
// Tells what was counted when asked to `count`, and what each was promised when asked to `end`.
import { tokenOf } from '../lib/seed-people.mjs';
import { Subscriber } from './subscriber.mjs';

const [port, count, secret] = process.argv.slice(2);

const NOTHING = { messages: 0, returns: 0, resyncs: 0, repeated: 0, cutOff: 0, errors: 0 };
let counts = { ...NOTHING };
const hear = (what) => counts[what]++;

const subscribers = Array.from({ length: Number(count) }, (_, index) => {
  const dialect = index % 2 === 0 ? 'socketIo' : 'plain';
  return new Subscriber({ port: Number(port), token: tokenOf(secret, index), dialect }, hear);
});

process.on('message', (task) => {
  if (task === 'count') {
    process.send({ live: subscribers.filter(({ isLive }) => isLive).length, ...counts });
    counts = { ...NOTHING };
  } else {
    for (const subscriber of subscribers) subscriber.end();
    process.send(subscribers.map(({ from, last, received }) => ({ from, last, received })));
  }
});
// Ctrl-C reaches the whole group of processes; the parent says when it is over.
process.on('SIGINT', () => undefined);
process.send({ ready: true });
