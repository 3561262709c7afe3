// The least that Nest on Fastify and Socket.IO can do for a join that a community hears of: answer the
// same JSON object, and emit the same message to every socket.
import { Server } from 'socket.io';
import { bareInvites } from '../lib/bare-invites.mjs';

const { answer, message, path, missed = 0 } = JSON.parse(process.argv[2]);
const app = await bareInvites(() => {
  io.emit(...message);
  return answer;
});
const io = new Server(app.getHttpServer(), { path, transports: ['websocket'], serveClient: false });
// It lets everybody in at once, and says what they are to have missed; our clients wait to hear that they are in.
io.on('connection', (socket) => {
  for (let count = 0; count < missed; count++) socket.emit(...message);
  socket.emit('READY', {});
});
await app.listen(0, '127.0.0.1');
process.send({ port: app.getHttpServer().address().port });
