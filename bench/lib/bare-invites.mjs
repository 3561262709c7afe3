import 'reflect-metadata';
import { Controller, HttpCode, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { decorate } from './decorate.mjs';

/**
 * The least that Nest on Fastify can do for a join: answers the same JSON object to each.
 *
 * @param {() => object} join what comes of a join, and its answer
 * @returns {Promise<import('@nestjs/platform-fastify').NestFastifyApplication>} not listening yet
 */
export function bareInvites(join) {
  class InvitesController {
    join() {
      return join();
    }
  }
  class AppModule {}
  decorate(InvitesController, 'join', Post(':code/join'), HttpCode(200));
  Controller('api/v1/invites')(InvitesController);
  Module({ controllers: [InvitesController] })(AppModule);
  return NestFactory.create(AppModule, new FastifyAdapter(), { logger: false });
}
