import { Module } from '@nestjs/common';
import { DecentcomController } from './decentcom.controller.js';

/** Part of the program only with `GATEHOUSE_DECENTCOM=on`. */
@Module({ controllers: [DecentcomController] })
export class DecentcomModule {}
