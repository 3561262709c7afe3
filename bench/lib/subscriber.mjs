import { LightWebSocket } from './light-web-socket.mjs';

const OPEN = '0';
const PING = '2';
const PONG = '3';
const CONNECT = '40';
const CONNECTED = '40{';
const EVENT = '42["';
const READY = '42["READY"';
const PLAIN_READY = '{"op":"READY"';
const PLAIN_HEARTBEAT = '{"op":"HEARTBEAT"';
const PLAIN_ANSWER = '{"op":"HEARTBEAT_ACK"}';

/**
 * Connects a client to a gateway on Socket.IO 4 that speaks as much of it as a listener must: it says who it
 * is, answers pings, and looks at the first bytes of what comes. Resolves when the server has said `READY`, with
 * the socket; every event from then on is heard.
 *
 * @param {{ port: number, path: string, token: string, since?: string }} gateway token and cursor go into the handshake
 * @param {{ onEvent: OnBytes, onMissed?: OnBytes, onEnd: () => void }} listener `onMissed` hears of what comes before
 * @typedef {(bytes: Buffer, from: number, to: number) => void} OnBytes the bytes are good until it returns
 */
export function subscribe({ port, path, token, since }, { onEvent, onMissed, onEnd }) {
  return new Promise((resolve, reject) => {
    let isReady = false;
    const socket = new LightWebSocket({
      port,
      path: `${path}/?EIO=4&transport=websocket`,
      onText: (bytes, from, to) => {
        if (startsWith(bytes, from, EVENT)) {
          if (isReady) return onEvent(bytes, from, to);
          isReady = startsWith(bytes, from, READY);
          if (isReady) resolve(socket);
          else onMissed?.(bytes, from, to);
        } else if (startsWith(bytes, from, PING)) {
          socket.send(PONG);
        } else if (startsWith(bytes, from, OPEN)) {
          socket.send(CONNECT + JSON.stringify({ token, since }));
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

/** The same for a gateway of plain WebSockets. */
export function subscribePlainly({ port, path, token, since }, { onEvent, onMissed, onEnd }) {
  return new Promise((resolve, reject) => {
    let isReady = false;
    const socket = new LightWebSocket({
      port,
      path: `${path}?token=${token}${since === undefined ? '' : `&since=${since}`}`,
      onText: (bytes, from, to) => {
        if (startsWith(bytes, from, PLAIN_HEARTBEAT)) return socket.send(PLAIN_ANSWER);
        if (isReady) return onEvent(bytes, from, to);
        isReady = startsWith(bytes, from, PLAIN_READY);
        if (isReady) resolve(socket);
        else onMissed?.(bytes, from, to);
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
