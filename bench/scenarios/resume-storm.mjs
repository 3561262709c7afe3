import { setTimeout } from 'node:timers/promises';
import { closedLoop, each } from '../lib/closed-loop.mjs';
import { foundCommunity } from '../lib/community.mjs';
import { comparison } from '../lib/comparison.mjs';
import { requestBytes } from '../lib/http-connection.mjs';
import { signInMany } from '../lib/people.mjs';

const SOCKETS = 1000;
const SIGNING_IN = 64;
/** Events that each of them has missed. */
const MISSED = 100;
const PATH = '/api/v1/gateway';
/** A server that has lost its clients at once needs a moment to notice. */
const PAUSE_MS = 500;

export const description = `${SOCKETS} sockets that come back at once, each for ${MISSED} events, beside bare Socket.IO`;

/**
 * Compares messages a second from the first handshake to the last `READY`, as after a proxy has been restarted: every
 * member connects in the same moment, says the cursor that they know, and is told what has happened since, from the log
 * and by what they may see. The reference is a bare Socket.IO that sends as many of the same messages to whoever connects.
 */
export async function run(workshop) {
  const gatehouse = await workshop.gatehouse(workshop.file('gatehouse.db'));
  const founding = await workshop.connections(gatehouse.port, SIGNING_IN);
  const { owner, code } = await foundCommunity(founding[0], gatehouse.ownerLink);
  const path = `/api/v1/invites/${code}/join`;
  const people = await signInMany(founding, SOCKETS + MISSED);
  const [members, joiners] = [people.slice(0, SOCKETS), people.slice(SOCKETS)];
  const requestsOf = (tokens) => tokens.map((token) => requestBytes('POST', path, { token }));
  await closedLoop(founding, each(requestsOf(members)), { sleeps: true });
  const { position: since } = await founding[0].call('GET', '/api/v1/audit/head', { token: owner });

  const crowds = await workshop.crowds();
  const listening = await crowds.connect({
    ...{ protocol: 'socket.io', port: gatehouse.port, path: PATH },
    tokens: members.slice(0, 1),
  });
  await closedLoop(founding, each(requestsOf(joiners)), { sleeps: true });
  const captured = (await listening.hear(MISSED)).last;
  const message = JSON.parse(captured.slice(captured.indexOf('[')));
  const terms = JSON.stringify({ answer: {}, message, path: PATH, missed: MISSED });
  const bare = await workshop.reference('bare-broadcast.mjs', terms);

  const storm = async ({ port }, greetings) => {
    await setTimeout(PAUSE_MS);
    const resumed = await crowds.resume({
      ...{ protocol: 'socket.io', port, path: PATH, tokens: members },
      since: String(since),
    });
    const expected = SOCKETS * (greetings + MISSED);
    if (resumed.messages !== expected) {
      throw new Error(`They heard ${resumed.messages} messages, not ${expected}.`);
    }
    return { ...resumed, perSecond: (SOCKETS * MISSED) / resumed.seconds };
  };
  const rounds = await workshop.profiling(gatehouse, () =>
    workshop.rounds(async () => {
      const reference = await storm(bare, 0);
      const figure = await storm(gatehouse, 1);
      return {
        reference: reference.perSecond,
        figure: figure.perSecond,
        details: { bareSocketIo: reference, gatehouse: figure },
      };
    }),
  );
  return comparison({ reference: 'bare Socket.IO', unit: 'messages/s', reach: 0.5 }, rounds);
}
