// An invite server as one writes it without this project: rows that are read, checked and changed in a
// transaction for each request, by Nest on Express and TypeORM on better-sqlite3.
import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { DataSource } from 'typeorm';
import { AppModule } from './app.module.js';
import { openDatabase } from './database.js';
import { Invite } from './invite.entity.js';
import { hashOf } from './session.guard.js';
import { Session } from './session.entity.js';

const CODE = 'Ab3xK9Qz';
const DAY_MS = 86_400_000;
/** Rows to an INSERT. */
const AT_ONCE = 500;

/** Opens sessions of as many people, and answers their tokens. */
async function signIn(dataSource: DataSource, count: number): Promise<readonly string[]> {
  const expiresAt = new Date(Date.now() + DAY_MS).toISOString();
  const tokens = Array.from({ length: count }, () => randomBytes(32).toString('base64url'));
  const sessions = tokens.map((token) => ({
    tokenHash: hashOf(token),
    userId: randomBytes(16).toString('hex'),
    expiresAt,
  }));
  for (let done = 0; done < count; done += AT_ONCE) {
    await dataSource.getRepository(Session).insert(sessions.slice(done, done + AT_ONCE));
  }
  return tokens;
}

const [file = '', people = '0'] = process.argv.slice(2);
const dataSource = await openDatabase(file);
await dataSource.getRepository(Invite).insert({ code: CODE, maxUses: 0 });
const tokens = await signIn(dataSource, Number(people));
const app = await NestFactory.create<NestExpressApplication>(AppModule.on(dataSource), {
  logger: false,
});
app.setGlobalPrefix('api/v1');
app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true }));
await app.listen(0, '127.0.0.1');
const { port } = app.getHttpServer().address() as AddressInfo;
process.send?.({ port, code: CODE, tokens });
