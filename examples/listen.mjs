// Prints what the gateway sends: node examples/listen.mjs <token> [url]
import { io } from 'socket.io-client';

const [token, url = 'http://localhost:8080'] = process.argv.slice(2);
const socket = io(url, { path: '/api/v1/gateway', transports: ['websocket'], auth: { token } });
socket.on('connect_error', (error) => {
  console.error(error.message);
  process.exit(1);
});
socket.onAny((op, { s, d }) => {
  // On the next connection, whatever came in between comes first.
  if (s !== undefined) socket.auth.since = s;
  console.log(op, s ?? '', JSON.stringify(d));
});
