import { Global, Module } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { CLOCK, type Clock } from '../platform/clock.js';
import { WebPages } from './web-pages.js';

@Global()
@Module({
  providers: [
    {
      provide: WebPages,
      inject: [CONFIG, CLOCK],
      useFactory: (config: Config, clock: Clock): Promise<WebPages> => WebPages.load(config, clock),
    },
  ],
  exports: [WebPages],
})
export class WebModule {}
