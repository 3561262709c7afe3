import type { UserId } from '../../platform/ids.js';
import type { CloseReason } from './closings.js';
import type { Envelope } from './protocol.js';

/** One client's connection, whatever it speaks. */
export interface Connection {
  readonly userId: UserId;
  /** Under which the session is known: when that ends, so does the connection. */
  readonly tokenHash: string;
  /** Unix time in milliseconds at which the session expires. */
  readonly sessionEndsAt: number;
  /** Whether it can still be sent to. */
  readonly isOpen: boolean;
  send(envelope: Envelope): void;
  /**
   * From now on the connection gets what is broadcast to members with exactly these permissions.
   * `undefined` takes it out.
   */
  receive(permissions: number | undefined): void;
  /** Messages that wait for the client to take them. */
  readonly queued: number;
  close(reason: CloseReason): void;
}

/** Sends one message to many connections, and encodes it once. */
export interface Broadcaster {
  /** To all that receive for one of the given permissions. */
  broadcast(permissions: readonly number[], envelope: Envelope): void;
  /** To these, whatever they receive for. */
  sendTo(connections: readonly Connection[], envelope: Envelope): void;
}

export const BROADCASTER = Symbol('Broadcaster');

/** A connection with more messages waiting is closed; it can resume. */
export const MAX_QUEUED = 2000;

/** The same in bytes, for a few that are long. */
export const MAX_QUEUED_BYTES = 4 * 1024 * 1024;
