import { UnreadableEvent } from '../../event-store/errors.js';
import type { UnreadEvent } from '../../event-store/event.js';
import type { StatesAsOf } from '../../event-store/states-as-of.js';
import { ifReadable } from '../../event-store/if-readable.js';
import type { RecordedGatehouseEvent } from '../../events.js';
import { authorityOf } from '../../roles/facts/authority-of.js';
import type { Broadcaster } from './connection.js';
import type { Place } from './cursor.js';
import { concernsPermissionsOf } from './entitlement.js';
import { variantFor, type Frame } from './frame.js';
import { frameOf, type FrameSources } from './frames.js';
import { resync } from './protocol.js';
import type { Subscriber, Subscribers } from './subscribers.js';
import { TurnGiver } from './turn-giver.js';

/** After so many messages, and so many people whose rights were looked up, others have their turn. */
const MESSAGES = 64;
const LOOKED_UP = 200;

/** Brings events to those who are connected here and entitled to them, as of each event. */
export class Delivery {
  private readonly messages = new TurnGiver(MESSAGES);
  private readonly lookUps = new TurnGiver(LOOKED_UP);

  constructor(
    /** As of the last event that was delivered. */
    private readonly states: StatesAsOf,
    private readonly subscribers: Subscribers,
    private readonly broadcaster: Broadcaster,
    private readonly sources: FrameSources,
    private readonly onError: (error: unknown) => void,
  ) {}

  async deliver(event: RecordedGatehouseEvent): Promise<void> {
    this.states.advance(event);
    if (concernsPermissionsOf(event)) await this.updatePermissions(event);
    const frame = await ifReadable(frameOf(event, this.sources));
    if (frame) this.broadcast(frame);
    await this.messages.worked();
  }

  /** Goes on behind an event that cannot be read: whoever's rights it may have changed is not fed any more. */
  async passOver(entry: UnreadEvent): Promise<void> {
    this.states.advance(entry);
    for (const subscriber of [...this.subscribers.all()]) await this.updateOrClose(subscriber);
  }

  /** Whose rights cannot be told is not fed any more, and keeps nobody else from what is theirs. */
  private async updateOrClose(subscriber: Subscriber): Promise<void> {
    try {
      await this.update(subscriber);
    } catch (error) {
      // Of the log itself: then nobody's can be told, and it is tried again.
      if (!(error instanceof UnreadableEvent)) throw error;
      this.onError(error);
      subscriber.connection.close('failed');
    }
  }

  /** Tells all who are connected to fetch anew, and to go on from a place in the log. */
  async resync(head: Place): Promise<void> {
    for (const subscriber of [...this.subscribers.all()]) {
      const { connection } = subscriber;
      try {
        // In the middle of a past that is gone: it comes back, and is told then.
        if (!subscriber.live) throw new Error('The log was rewound while a client caught up.');
        await this.update(subscriber);
        if (this.subscribers.has(subscriber)) connection.send(resync(head));
      } catch (error) {
        this.onError(error);
        connection.close('failed');
      }
    }
  }

  /** Looks again at what somebody may do; who is in no more is cut off. */
  private async update(subscriber: Subscriber): Promise<void> {
    const { connection } = subscriber;
    await this.lookUps.worked();
    const { isMember, permissions } = await authorityOf(this.states, connection.userId);
    subscriber.permissions = permissions;
    if (isMember) {
      if (subscriber.live) connection.receive(permissions);
      return;
    }
    this.subscribers.remove(connection);
    connection.receive(undefined);
    connection.close('not_a_member');
  }

  /** Before the event is sent: whoever is out by it does not get it. */
  private async updatePermissions(event: RecordedGatehouseEvent): Promise<void> {
    for (const userId of this.subscribers.users()) {
      if (!concernsPermissionsOf(event, userId)) continue;
      for (const subscriber of [...this.subscribers.of(userId)]) {
        await this.updateOrClose(subscriber);
      }
    }
  }

  private broadcast(frame: Frame): void {
    const receivers = frame.variants.map((): number[] => []);
    for (const permissions of this.subscribers.classes()) {
      receivers[variantFor(frame, permissions)]?.push(permissions);
    }
    frame.variants.forEach(({ envelope }, index) => {
      const permissions = receivers[index] ?? [];
      if (permissions.length > 0) this.broadcaster.broadcast(permissions, envelope);
    });
  }
}
