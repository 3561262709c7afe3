import { Global, Module } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { WebPages } from './web-pages.js';

@Global()
@Module({
  providers: [
    {
      provide: WebPages,
      inject: [CONFIG],
      useFactory: (config: Config): Promise<WebPages> => WebPages.load(config),
    },
  ],
  exports: [WebPages],
})
export class WebModule {}
