import { Injectable } from '@nestjs/common';
import {
  Command,
  CommandHandler,
  ofType,
  Saga,
  type ICommand,
  type ICommandHandler,
  type IEvent,
} from '@nestjs/cqrs';
import { map, type Observable } from 'rxjs';
import type { RecordedGatehouseEvent } from '../../events.js';
import { GatewayHub } from './hub.js';

/** An event of the log, on its way through the process after the commit. */
export class EventCommitted implements IEvent {
  constructor(readonly event: RecordedGatehouseEvent) {}
}

/** Sends one event to whoever is connected here and entitled to it. */
export class BroadcastCommand extends Command<void> {
  constructor(readonly event: RecordedGatehouseEvent) {
    super();
  }
}

/** Every committed event is broadcast. A total function: Nest ends a saga at its first throw. */
@Injectable()
export class BroadcastSaga {
  @Saga()
  readonly broadcast = (events: Observable<IEvent>): Observable<ICommand> =>
    events.pipe(
      ofType(EventCommitted),
      map(({ event }) => new BroadcastCommand(event)),
    );
}

/** Hands over and returns: the hub keeps the order in which the saga was told. */
@CommandHandler(BroadcastCommand)
export class BroadcastHandler implements ICommandHandler<BroadcastCommand> {
  constructor(private readonly hub: GatewayHub) {}

  execute({ event }: BroadcastCommand): Promise<void> {
    this.hub.deliver(event);
    return Promise.resolve();
  }
}
