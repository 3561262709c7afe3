import { Module, type DynamicModule } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { InvitesController } from './invites.controller.js';
import { JoinService } from './join.service.js';
import { Transactions } from './transactions.js';

@Module({})
export class AppModule {
  static on(dataSource: DataSource): DynamicModule {
    return {
      module: AppModule,
      controllers: [InvitesController],
      providers: [{ provide: DataSource, useValue: dataSource }, JoinService, Transactions],
    };
  }
}
