import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { DecentcomController } from './decentcom.controller.js';
import { DecentcomListsInterceptor } from './decentcom-lists.interceptor.js';
import { DecentcomMembersInterceptor } from './decentcom-members.interceptor.js';

/** Part of the program only with `GATEHOUSE_DECENTCOM=on`. */
@Module({
  controllers: [DecentcomController],
  providers: [
    { provide: APP_INTERCEPTOR, useClass: DecentcomMembersInterceptor },
    { provide: APP_INTERCEPTOR, useClass: DecentcomListsInterceptor },
  ],
})
export class DecentcomModule {}
