import { IoAdapter } from '@nestjs/platform-socket.io';
import { CommandBus } from '@nestjs/cqrs';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { patiently } from './platform/patient-start.js';
import type { Config } from './config.js';
import { EVENT_STORE, type EventStore } from './event-store/event-store.js';
import { serveAsyncApi } from './gateway/docs/asyncapi.js';
import { LogFeed } from './gateway/feed/log-feed.js';
import { asksForGateway } from './gateway/websocket/upgrades.js';
import { httpAdapter, setUpHttp } from './http/adapter.js';
import { UserIds } from './identity/user-ids.js';
import { CreateOwnerLink } from './invites/commands/create-owner-link.command.js';
import { RevokeOwnerLink } from './invites/commands/revoke-owner-link.command.js';
import { serveOpenApi } from './http/openapi.js';
import type { UserId } from './platform/ids.js';
import { createLogger, NestLogger } from './platform/logger.js';
import { stopOnSignals } from './platform/shutdown.js';
import { version } from './platform/version.js';
import { Readiness } from './operations/readiness.js';
import { OpenCommunity } from './server/commands/open-community.command.js';
import { LogOrigin } from './transparency/log-origin.js';
import { serveWeb } from './web/serve-web.js';

/** What has its place in a standard, or is read by people. */
const BESIDE_THE_API = [
  'healthz',
  'health',
  'readyz',
  'metrics',
  'invite/:code',
  'log/checkpoint',
  'log/tile/*path',
  'witness/add-checkpoint',
];

/** Opens the community that the settings name, and serves it until a signal ends the process. */
export async function serve(config: Config): Promise<void> {
  const logger = createLogger(config.logLevel);
  for (const name of config.unknown) logger.warn({ name }, 'This variable is not a setting.');
  for (const name of config.passedOver) {
    logger.info(
      { name },
      'This variable is of a service that is called as we are, and is passed over.',
    );
  }

  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.with({ ...config, sqlite: { ...config.sqlite, forServer: true } }),
    httpAdapter(config, asksForGateway),
    { logger: new NestLogger(logger), bodyParser: false, abortOnError: false },
  );
  app.useWebSocketAdapter(new IoAdapter(app));
  app.setGlobalPrefix('api/v1', { exclude: BESIDE_THE_API });
  await setUpHttp(app, config, logger);
  serveOpenApi(app, config.publicUrl);
  serveAsyncApi(app, config.publicUrl);
  serveWeb(app);

  await app.init();
  const store = app.get<EventStore>(EVENT_STORE);
  const commands = app.get(CommandBus);
  const opened = config.readOnly
    ? undefined
    : await patiently(store, () => commands.execute(new OpenCommunity('start')));
  // After the public URL of this day, for good.
  await patiently(store, () => app.get(LogOrigin).name());
  await patiently(store, () => app.get(LogFeed).start());
  if (opened?.owner === null) await patiently(store, () => announceOwner(commands, config));
  else if (opened && namesAnother(config, opened.owner, app.get(UserIds))) {
    logger.warn(
      'GATEHOUSE_OWNER_PUBKEY is passed over: the community has another owner, who can hand it on.',
    );
  }
  stopOnSignals(app, logger, {
    seconds: config.drainSeconds,
    begin: () => app.get(Readiness).beginToDrain(),
  });
  await app.listen(config.port, config.host);
  const engine = config.postgresUrl === undefined ? 'sqlite' : 'postgres';
  const { position } = await store.head();
  logger.info({ version: version(), engine, address: await app.getUrl(), position }, 'Open.');
  say(`Gatehouse is open at ${config.publicUrl}${config.readOnly ? ', read-only' : ''}`);
}

/** How this community gets its owner: said to whoever started it, and kept out of every log. */
async function announceOwner(commands: CommandBus, config: Config): Promise<void> {
  const isByLink = config.ownerPubkey === undefined && config.bootstrap === 'owner-invite';
  if (!isByLink) await commands.execute(new RevokeOwnerLink('start'));
  if (config.ownerPubkey !== undefined) {
    say(`The owner will be ${config.ownerPubkey}, on first signing in.`);
  } else if (config.bootstrap === 'first-user') {
    say('The owner will be whoever signs in first.');
  } else {
    const made = await commands.execute(new CreateOwnerLink('start'));
    if (made) say(`Owner link: ${made.link}`);
  }
}

/** Whether the settings name somebody else than the owner whom there is. */
function namesAnother({ ownerPubkey }: Config, owner: UserId, userIds: UserIds): boolean {
  const key = ownerPubkey === undefined ? undefined : userIds.keyIn(ownerPubkey);
  return key !== undefined && key.userId !== owner;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
