import { LightWebSocket } from './light-web-socket.mjs';

const OPEN = '0';
const PING = '2';
const PONG = '3';
const CONNECT = '40';
const CONNECTED = '40{';
const EVENT = '42["';
const READY = '42["READY"';

/**
 * Connects a client to a gateway on Socket.IO 4 that speaks as much of it as a listener must: it says who it
 * is, answers pings, and looks at the first bytes of what comes. Resolves when the server has said `READY`;
 * every event from then on is heard.
 *
 * @param {{ port: number, path: string, auth: object }} gateway `auth` goes into the handshake
 * @param {{ onEvent: (bytes: Buffer, from: number, to: number) => void, onEnd: () => void }} listener
 *   the bytes are those of the packet, and good until `onEvent` returns
 */
export function subscribe({ port, path, auth }, { onEvent, onEnd }) {
  return new Promise((resolve, reject) => {
    let isReady = false;
    const socket = new LightWebSocket({
      port,
      path: `${path}/?EIO=4&transport=websocket`,
      onText: (bytes, from, to) => {
        if (startsWith(bytes, from, EVENT)) {
          if (isReady) return onEvent(bytes, from, to);
          // What a server says before it is ready is a greeting.
          isReady = startsWith(bytes, from, READY);
          if (isReady) resolve();
        } else if (startsWith(bytes, from, PING)) {
          socket.send(PONG);
        } else if (startsWith(bytes, from, OPEN)) {
          socket.send(CONNECT + JSON.stringify(auth));
        } else if (!startsWith(bytes, from, CONNECTED)) {
          reject(new Error(`A socket was told: ${bytes.toString('utf8', from, to)}`));
        }
      },
      onClose: () => {
        reject(new Error('A socket was not let in.'));
        onEnd();
      },
    });
  });
}

function startsWith(bytes, from, text) {
  for (let index = 0; index < text.length; index++) {
    if (bytes[from + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}
