import { besideBareSockets, SOCKETS } from '../lib/beside-bare-sockets.mjs';

export const description = `what joins tell ${SOCKETS} sockets, beside a bare Socket.IO that says the same`;

export function run(workshop) {
  return besideBareSockets(workshop, {
    protocol: 'socket.io',
    program: 'bare-broadcast.mjs',
    reference: 'bare Socket.IO',
    reach: 0.8,
  });
}
