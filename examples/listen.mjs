// Prints what the gateway sends: node examples/listen.mjs <token> [url]
import { io } from 'socket.io-client';

const [token, url = 'http://localhost:8080'] = process.argv.slice(2);
/** The last place in the log that was seen. */
let since;
const { origin, pathname } = new URL(url);
const socket = io(origin, {
  // Socket.IO takes what stands behind the origin for something of its own.
  path: `${pathname.replace(/\/$/, '')}/api/v1/gateway`,
  transports: ['websocket'],
  // A function: it is asked anew for each connection, and whatever came in between comes first.
  auth: (give) => give({ token, since }),
});
socket.on('connect_error', (error) => {
  // While a server restarts there is nobody to say why, and the client goes on trying.
  if (error.data === undefined && since !== undefined) return;
  // The log cannot be read just now: this says nothing of us. Whoever was refused must connect anew themselves.
  if (error.data?.code === 'STORAGE_UNAVAILABLE') {
    setTimeout(() => socket.connect(), 5000);
    return;
  }
  console.error(error.message);
  process.exit(1);
});
socket.onAny((op, { c, s, d }) => {
  // Whoever has seen no event yet begins where the log was when they came; a resume goes on behind its last event.
  if (s !== undefined || op === 'RESYNC') since = c;
  else since ??= c;
  console.log(op, s ?? '', JSON.stringify(d));
});
