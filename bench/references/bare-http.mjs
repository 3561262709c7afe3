// The least that Nest on Fastify can do for a preview and for a join: answer the same JSON object.
import 'reflect-metadata';
import { Controller, Get, HttpCode, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { decorate } from '../lib/decorate.mjs';

const answer = JSON.parse(process.argv[2]);

class InvitesController {
  preview() {
    return answer;
  }

  join() {
    return answer;
  }
}

class AppModule {}

decorate(InvitesController, 'preview', Get(':code'));
decorate(InvitesController, 'join', Post(':code/join'), HttpCode(200));
Controller('api/v1/invites')(InvitesController);
Module({ controllers: [InvitesController] })(AppModule);

const app = await NestFactory.create(AppModule, new FastifyAdapter(), { logger: false });
await app.listen(0, '127.0.0.1');
process.send({ port: app.getHttpServer().address().port });
