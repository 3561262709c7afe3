// The least that Nest on Fastify and `ws` can do for a join that a community hears of: answer the same JSON object,
// and send the same message to every socket.
import { WebSocketServer } from 'ws';
import { bareInvites } from '../lib/bare-invites.mjs';

const { answer, message, path } = JSON.parse(process.argv[2]);
const app = await bareInvites(() => {
  const text = JSON.stringify(message);
  for (const socket of sockets.clients) socket.send(text);
  return answer;
});
const server = app.getHttpServer();
const sockets = new WebSocketServer({ server, path, perMessageDeflate: false });
// It lets everybody in at once; our clients wait to hear that they are.
sockets.on('connection', (socket) => socket.send('{"op":"READY"}'));
await app.listen(0, '127.0.0.1');
process.send({ port: server.address().port });
