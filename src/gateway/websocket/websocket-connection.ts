import { Injectable } from '@nestjs/common';
import type { UserId } from '../../platform/ids.js';
import type { Admitted } from '../feed/admission.js';
import type { Broadcaster, Connection } from '../feed/connection.js';
import type { PlainClient } from './plain-client.js';
import { CLOSING_OF, type CloseReason } from '../feed/closings.js';
import { type Envelope, type Heartbeat } from '../feed/protocol.js';

/** What was encoded, as long as it is sent: the same message often goes to many, one by one. */
const encoded = new WeakMap<object, Buffer>();

/** A message as plain clients get it: JSON in UTF-8. */
export function encode(message: Envelope | Heartbeat): Buffer {
  let text = encoded.get(message);
  if (!text) {
    text = Buffer.from(JSON.stringify(message));
    encoded.set(message, text);
  }
  return text;
}

/** Plain clients by what their members may do: a message is encoded once for all of them. */
@Injectable()
export class WebSocketBroadcaster implements Broadcaster {
  private readonly audiences = new Map<number, Set<PlainClient>>();

  broadcast(permissions: readonly number[], envelope: Envelope): void {
    const audiences = permissions.flatMap((bits) => this.audiences.get(bits) ?? []);
    if (audiences.length === 0) return;
    const message = encode(envelope);
    for (const audience of audiences) for (const client of audience) client.send(message);
  }

  sendTo(connections: readonly Connection[], envelope: Envelope): void {
    for (const each of connections) if (each instanceof WebSocketConnection) each.send(envelope);
  }

  add(client: PlainClient, permissions: number): void {
    const audience = this.audiences.get(permissions) ?? new Set();
    this.audiences.set(permissions, audience.add(client));
  }

  remove(client: PlainClient, permissions: number): void {
    const audience = this.audiences.get(permissions);
    audience?.delete(client);
    if (audience?.size === 0) this.audiences.delete(permissions);
  }
}

/** A plain WebSocket client that was let in. */
export class WebSocketConnection implements Connection {
  readonly userId: UserId;
  readonly tokenHash: string;
  readonly sessionEndsAt: number;
  private permissions: number | undefined;

  constructor(
    private readonly client: PlainClient,
    private readonly broadcaster: WebSocketBroadcaster,
    admitted: Admitted,
  ) {
    ({
      userId: this.userId,
      tokenHash: this.tokenHash,
      sessionEndsAt: this.sessionEndsAt,
    } = admitted);
  }

  get isOpen(): boolean {
    return this.client.isOpen;
  }

  get queued(): number {
    return this.client.queued;
  }

  send(envelope: Envelope): void {
    this.client.send(encode(envelope));
  }

  receive(permissions: number | undefined): void {
    if (this.permissions !== undefined) this.broadcaster.remove(this.client, this.permissions);
    // Whoever is gone would never be taken out again.
    this.permissions = this.isOpen ? permissions : undefined;
    if (this.permissions !== undefined) this.broadcaster.add(this.client, this.permissions);
  }

  close(reason: CloseReason): void {
    this.client.close(CLOSING_OF[reason]);
  }
}
