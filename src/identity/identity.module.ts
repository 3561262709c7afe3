import { Module } from '@nestjs/common';
import { APP_GUARD, ModuleRef } from '@nestjs/core';
import { RateLimitGuard } from '../http/limits/rate-limit.js';
import { ReadOnlyGuard } from '../http/read-only.guard.js';
import { CONFIG, type Config } from '../config.js';
import { AuthController } from './auth.controller.js';
import { AuthGuard } from './auth.guard.js';
import { Challenges, ChallengesInMemory } from './challenges.js';
import { ChangeDisplayNameHandler } from './commands/change-display-name.command.js';
import { EndSessionsHandler } from './commands/end-sessions.command.js';
import { SignInHandler } from './commands/sign-in.command.js';
import { GetMeHandler } from './queries/get-me.query.js';
import { SessionsController } from './sessions.controller.js';
import { Sessions } from './sessions.js';
import { SessionsInMemory } from './sessions-in-memory.js';
import { SessionUses } from './session-uses.js';
import { SharedChallenges } from './shared-challenges.js';

@Module({
  controllers: [AuthController, SessionsController],
  providers: [
    {
      provide: Challenges,
      inject: [CONFIG, ModuleRef],
      useFactory: ({ postgresUrl, readOnly }: Config, module: ModuleRef): Promise<Challenges> =>
        module.create<Challenges>(
          postgresUrl === undefined || readOnly ? ChallengesInMemory : SharedChallenges,
        ),
    },
    {
      provide: Sessions,
      inject: [CONFIG, ModuleRef],
      useFactory: ({ readOnly }: Config, module: ModuleRef): Promise<Sessions> =>
        module.create<Sessions>(readOnly ? SessionsInMemory : Sessions),
    },
    SessionUses,
    SignInHandler,
    EndSessionsHandler,
    ChangeDisplayNameHandler,
    GetMeHandler,
    // In this order: limits that count by user need to know the user.
    { provide: APP_GUARD, useClass: AuthGuard },
    { provide: APP_GUARD, useClass: ReadOnlyGuard },
    { provide: APP_GUARD, useClass: RateLimitGuard },
  ],
  exports: [Challenges, Sessions],
})
export class IdentityModule {}
