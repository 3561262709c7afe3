import 'reflect-metadata';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { CommandBus } from '@nestjs/cqrs';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { config as readDotenv } from 'dotenv';
import { AppModule } from './app.module.js';
import { BadSetting, loadConfig, type Config } from './config.js';
import { DatabaseRefused } from './event-store/errors.js';
import { serveAsyncApi } from './gateway/asyncapi.js';
import { LogFollower } from './gateway/log-follower.js';
import { httpAdapter, setUpHttp } from './http.js';
import { CreateOwnerLink } from './invites/commands/create-owner-link.command.js';
import { serveOpenApi } from './openapi.js';
import { createLogger, NestLogger } from './operations/logger.js';
import { stopOnSignals } from './operations/shutdown.js';
import { OpenCommunity } from './server/commands/open-community.command.js';

async function main(): Promise<void> {
  readDotenv({ quiet: true });
  const config = loadConfig(process.env);
  const logger = createLogger(config.logLevel);
  for (const name of config.unknown) logger.warn({ name }, 'This variable is not a setting.');

  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.with(config),
    httpAdapter(config),
    { logger: new NestLogger(logger), bodyParser: false, abortOnError: false },
  );
  app.useWebSocketAdapter(new IoAdapter(app));
  app.setGlobalPrefix('api/v1', { exclude: ['healthz', 'readyz', 'metrics', 'invite/:code'] });
  await setUpHttp(app, config, logger);
  serveOpenApi(app);
  serveAsyncApi(app, config.publicUrl);

  await app.init();
  const commands = app.get(CommandBus);
  const { owner } = await commands.execute(new OpenCommunity('start'));
  await app.get(LogFollower).start();
  if (owner === null) await announceOwner(commands, config);
  stopOnSignals(app, logger);
  await app.listen(config.port, config.host);
  say(`Gatehouse is open at ${config.publicUrl}`);
}

/** How this community gets its owner: said to whoever started it, and kept out of every log. */
async function announceOwner(commands: CommandBus, config: Config): Promise<void> {
  if (config.ownerPubkey !== undefined) {
    say(`The owner will be ${config.ownerPubkey}, on first signing in.`);
  } else if (config.bootstrap === 'first-user') {
    say('The owner will be whoever signs in first.');
  } else {
    const link = await commands.execute(new CreateOwnerLink('start'));
    if (link !== undefined) say(`Owner link: ${link}`);
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** The system calls of listening: of the host's name, and of the port. */
const LISTENING = new Set<unknown>(['listen', 'getaddrinfo']);

/** One line for what the operator can mend; the whole error for what they cannot. */
function explain(error: unknown): string {
  if (error instanceof BadSetting) return error.message;
  if (error instanceof DatabaseRefused) return `GATEHOUSE_DATABASE_URL: ${error.message}.`;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return 'GATEHOUSE_PORT: another program listens there already; choose another port.';
  }
  if (error instanceof Error && 'syscall' in error && LISTENING.has(error.syscall)) {
    return `GATEHOUSE_HOST, GATEHOUSE_PORT: cannot listen there: ${error.message}.`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
});
