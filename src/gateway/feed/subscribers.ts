import type { UserId } from '../../platform/ids.js';
import type { Connection } from './connection.js';

export interface Subscriber {
  readonly connection: Connection;
  /** What its user may do, as of the hub's position. */
  permissions: number;
  /** Whether it has caught up and is fed by broadcasts. */
  live: boolean;
}

/** Who is connected, by user, and which sets of permissions there are among the live ones. */
export class Subscribers {
  private readonly byUser = new Map<UserId, Set<Subscriber>>();
  private count = 0;

  get size(): number {
    return this.count;
  }

  add(connection: Connection, permissions: number): Subscriber {
    const subscriber = { connection, permissions, live: false };
    const others = this.byUser.get(connection.userId) ?? new Set();
    this.byUser.set(connection.userId, others.add(subscriber));
    this.count++;
    return subscriber;
  }

  remove(connection: Connection): void {
    const others = this.byUser.get(connection.userId);
    for (const subscriber of others ?? []) {
      if (subscriber.connection !== connection) continue;
      others?.delete(subscriber);
      this.count--;
    }
    if (others?.size === 0) this.byUser.delete(connection.userId);
  }

  has({ connection }: Subscriber): boolean {
    return [...this.of(connection.userId)].some((other) => other.connection === connection);
  }

  countOf(userId: UserId): number {
    return this.byUser.get(userId)?.size ?? 0;
  }

  of(userId: UserId): Iterable<Subscriber> {
    return this.byUser.get(userId) ?? [];
  }

  users(): readonly UserId[] {
    return [...this.byUser.keys()];
  }

  *all(): Iterable<Subscriber> {
    for (const subscribers of this.byUser.values()) yield* subscribers;
  }

  /** The different permissions among those who are live. */
  classes(): readonly number[] {
    const classes = new Set<number>();
    for (const { live, permissions } of this.all()) if (live) classes.add(permissions);
    return [...classes];
  }
}
