// The least that Nest on Fastify and `ws` can do for a join that a community hears of: answer the same JSON object,
// and send the same message to every socket.
import 'reflect-metadata';
import { Controller, HttpCode, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { WebSocketServer } from 'ws';
import { decorate } from '../lib/decorate.mjs';

const { answer, message, path } = JSON.parse(process.argv[2]);
let sockets;

class InvitesController {
  join() {
    const text = JSON.stringify(message);
    for (const socket of sockets.clients) socket.send(text);
    return answer;
  }
}

class AppModule {}

decorate(InvitesController, 'join', Post(':code/join'), HttpCode(200));
Controller('api/v1/invites')(InvitesController);
Module({ controllers: [InvitesController] })(AppModule);

const app = await NestFactory.create(AppModule, new FastifyAdapter(), { logger: false });
sockets = new WebSocketServer({ server: app.getHttpServer(), path, perMessageDeflate: false });
// It lets everybody in at once; our clients wait to hear that they are.
sockets.on('connection', (socket) => socket.send('{"op":"READY"}'));
await app.listen(0, '127.0.0.1');
process.send({ port: app.getHttpServer().address().port });
