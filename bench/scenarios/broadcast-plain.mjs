import { besideBareSockets, SOCKETS } from '../lib/beside-bare-sockets.mjs';

export const description = `what joins tell ${SOCKETS} plain WebSockets, beside bare ws that says the same`;

export function run(workshop) {
  return besideBareSockets(workshop, {
    protocol: 'plain',
    program: 'bare-websockets.mjs',
    reference: 'bare ws',
    reach: 0.8,
  });
}
