// The least that Nest on Fastify and Socket.IO can do for a join that a community hears of: answer the
// same JSON object, and emit the same message to every socket.
import 'reflect-metadata';
import { Controller, HttpCode, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Server } from 'socket.io';
import { decorate } from '../lib/decorate.mjs';

const { answer, message, path, missed = 0 } = JSON.parse(process.argv[2]);
let io;

class InvitesController {
  join() {
    io.emit(...message);
    return answer;
  }
}

class AppModule {}

decorate(InvitesController, 'join', Post(':code/join'), HttpCode(200));
Controller('api/v1/invites')(InvitesController);
Module({ controllers: [InvitesController] })(AppModule);

const app = await NestFactory.create(AppModule, new FastifyAdapter(), { logger: false });
io = new Server(app.getHttpServer(), { path, transports: ['websocket'], serveClient: false });
// It lets everybody in at once, and says what they are to have missed; our clients wait to hear that they are in.
io.on('connection', (socket) => {
  for (let count = 0; count < missed; count++) socket.emit(...message);
  socket.emit('READY', {});
});
await app.listen(0, '127.0.0.1');
process.send({ port: app.getHttpServer().address().port });
