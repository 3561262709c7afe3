import type { Socket } from 'socket.io';
import type { UserId } from '../../platform/ids.js';
import type { Admitted } from '../feed/admission.js';
import { MAX_QUEUED, type Connection } from '../feed/connection.js';
import { CLOSING_OF, type CloseReason } from '../feed/closings.js';
import { notice, type Envelope, type ServerMessages } from '../feed/protocol.js';

export type GatewaySocket = Socket<Record<string, never>, ServerMessages, object, Admitted>;

/** How long a client may take to agree that its connection is closed. */
const GOODBYE_MS = 1000;

/** After these there is no use in coming back as one is. */
const FINAL: ReadonlySet<CloseReason> = new Set([
  'not_a_member',
  'session_ended',
  'too_many_connections',
  'too_many_messages',
]);

/** The room of all sockets whose members have exactly these permissions. */
export function roomOf(permissions: number): string {
  return `permissions:${permissions}`;
}

/** A Socket.IO client. */
export class SocketConnection implements Connection {
  readonly userId: UserId;
  readonly tokenHash: string;
  readonly sessionEndsAt: number;
  private waiting = 0;
  private room: string | undefined;
  private isEnding = false;

  constructor(private readonly socket: GatewaySocket) {
    ({
      userId: this.userId,
      tokenHash: this.tokenHash,
      sessionEndsAt: this.sessionEndsAt,
    } = socket.data);
    // The engine takes packets into its buffer and flushes it when the client has taken the last.
    socket.conn.on('packetCreate', () => {
      if (++this.waiting === MAX_QUEUED) setImmediate(() => this.close('too_slow'));
    });
    socket.conn.on('flush', (packets: readonly unknown[]) => {
      this.waiting -= packets.length;
    });
  }

  /** Names its room. */
  get id(): string {
    return this.socket.id;
  }

  get isOpen(): boolean {
    return this.socket.connected && !this.isEnding;
  }

  get queued(): number {
    return this.waiting;
  }

  send(envelope: Envelope): void {
    // The event's name is the op of this very envelope, which the types cannot follow.
    this.socket.emit(envelope.op, envelope as never);
  }

  receive(permissions: number | undefined): void {
    if (this.room !== undefined) void this.socket.leave(this.room);
    this.room = permissions === undefined ? undefined : roomOf(permissions);
    if (this.room !== undefined) void this.socket.join(this.room);
  }

  close(reason: CloseReason): void {
    if (this.isEnding) return;
    this.isEnding = true;
    const { socket: tcp } = this.socket.conn.request;
    // A slow client would not take a goodbye either; any other has a moment for it.
    if (reason === 'too_slow') {
      tcp.destroy();
      return;
    }
    const { code, meaning } = CLOSING_OF[reason];
    this.send(notice('CLOSE', { code, reason: meaning }, Date.now()));
    // A client that is told to disconnect never comes back by itself; one that loses its transport does, and resumes.
    if (FINAL.has(reason)) this.socket.disconnect(true);
    else this.socket.conn.close();
    setTimeout(() => tcp.destroy(), GOODBYE_MS).unref();
  }
}
