import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CqrsModule, QueryBus } from '@nestjs/cqrs';
import { ConfigModule } from '../app.module.js';
import { AuditModule } from '../audit/audit.module.js';
import { TransparencyModule } from '../transparency/transparency.module.js';
import { SIGNING_KEY, type SigningKey } from '../transparency/signing-key.js';
import { ValidationFailed } from '../http/validation.js';
import type { Config } from '../config.js';
import { signingKeyBeside } from '../settings/signing-key-file.js';
import { EventStoreModule } from '../event-store.module.js';
import { EVENT_STORE, type EventStore } from '../event-store/event-store.js';
import { UserIds } from '../identity/user-ids.js';
import { communityOf, type DatabaseOption } from './databases.js';
import { refusedAs, WrongUsage } from './failures.js';

/** The queries of the audit calls, without HTTP, on a database that nothing is written to. */
@Module({})
class AuditQueriesModule {
  static with(config: Config): DynamicModule {
    return {
      module: AuditQueriesModule,
      imports: [
        ConfigModule.with(config),
        CqrsModule.forRoot(),
        EventStoreModule,
        AuditModule,
        TransparencyModule,
      ],
    };
  }
}

export interface AuditQueries {
  readonly queries: QueryBus;
  readonly store: EventStore;
  readonly userIds: UserIds;
  /** A new one that nobody knows when the community has none, or it lies elsewhere. */
  readonly signingKey: SigningKey;
  readonly config: Config;
}

interface KeyOption {
  /** The file that the key lies beside, where it does not lie beside the database itself. */
  readonly keyBeside?: string;
}

/**
 * Does `work` with the server's own audit queries. They see what whoever may see all sees; the database is
 * only read, whether or not the server runs.
 *
 * @throws Failure for a database that is not there, not ours, empty or of another version
 */
export async function withAuditQueries<Result>(
  { keyBeside, ...options }: DatabaseOption & KeyOption,
  work: (audit: AuditQueries) => Promise<Result>,
): Promise<Result> {
  const { config: settings, address, named } = communityOf(options);
  const isBeside =
    address.engine === 'sqlite' && settings.signingKeyFile === signingKeyBeside(address.path);
  const config = {
    ...settings,
    ...(isBeside && keyBeside !== undefined && { signingKeyFile: signingKeyBeside(keyBeside) }),
    readOnly: true,
    makesSigningKey: false,
    rateLimits: 'off' as const,
  };
  const app = await refusedAs(named, () =>
    NestFactory.createApplicationContext(AuditQueriesModule.with(config), {
      logger: false,
      abortOnError: false,
    }),
  );
  try {
    return await work({
      queries: app.get(QueryBus),
      store: app.get<EventStore>(EVENT_STORE),
      userIds: app.get(UserIds),
      signingKey: app.get<SigningKey>(SIGNING_KEY),
      config,
    });
  } catch (error) {
    if (error instanceof ValidationFailed) throw new WrongUsage(`${error.detail}.`);
    throw error;
  } finally {
    await app.close();
  }
}
