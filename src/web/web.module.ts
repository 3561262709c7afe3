import { Global, Module } from '@nestjs/common';
import { CONFIG } from '../config.js';
import { CLOCK } from '../platform/clock.js';
import { ServerInfo } from '../server/facts/server-info.js';
import { ServerModule } from '../server/server.module.js';
import { WebPages } from './web-pages.js';

@Global()
@Module({
  imports: [ServerModule],
  providers: [
    {
      provide: WebPages,
      inject: [CONFIG, CLOCK, ServerInfo],
      useFactory: (...needed: Parameters<typeof WebPages.load>): Promise<WebPages> =>
        WebPages.load(...needed),
    },
  ],
  exports: [WebPages],
})
export class WebModule {}
