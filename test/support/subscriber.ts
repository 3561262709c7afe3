import { io, type Socket } from 'socket.io-client';
import type { Person } from './person.js';

/** A message as it came over the wire. */
export interface Message {
  readonly op: string;
  readonly d: Readonly<Record<string, unknown>>;
  readonly t: number;
  readonly s?: number;
  readonly c?: string;
}

/** A real Socket.IO client that keeps everything it receives. */
export class Subscriber {
  readonly messages: Message[] = [];
  closed = false;
  private readonly waiting = new Set<() => void>();

  private constructor(readonly socket: Socket) {
    socket.onAny((_op: string, message: Message) => {
      this.messages.push(message);
      this.wake();
    });
    socket.on('disconnect', () => {
      this.closed = true;
      this.wake();
    });
  }

  /** Connects and waits for `READY`. Rejects with the code that the server gave. */
  static async connect(
    url: string,
    person: Person,
    since?: number | string,
    until = 'READY',
  ): Promise<Subscriber> {
    const socket = io(url, {
      path: '/api/v1/gateway',
      transports: ['websocket'],
      auth: { token: person.token, ...(since !== undefined && { since }) },
      reconnection: false,
      forceNew: true,
    });
    const subscriber = new Subscriber(socket);
    const failed = new Promise<never>((_, reject) => {
      socket.once('connect_error', (error: Error & { readonly data?: object }) => {
        reject(Object.assign(new Error('The gateway refused.'), error.data));
      });
    });
    const ready = subscriber.until((messages) => messages.some(({ op }) => op === until));
    await Promise.race([ready, failed]);
    return subscriber;
  }

  /** Resolves as soon as what was received satisfies the condition. */
  async until(condition: (messages: readonly Message[]) => boolean): Promise<void> {
    while (!condition(this.messages)) {
      if (this.closed) throw new Error(`The connection was closed after ${this.ops().join(' ')}.`);
      await new Promise<void>((resolve) => this.waiting.add(resolve));
    }
  }

  async untilClosed(): Promise<void> {
    while (!this.closed) await new Promise<void>((resolve) => this.waiting.add(resolve));
  }

  of(op: string): readonly Message[] {
    return this.messages.filter((message) => message.op === op);
  }

  ops(): readonly string[] {
    return this.messages.map(({ op }) => op);
  }

  /** The log positions of everything received that is an event. */
  positions(): readonly number[] {
    return this.messages.flatMap(({ s }) => (s === undefined ? [] : [s]));
  }

  close(): void {
    this.socket.disconnect();
  }

  private wake(): void {
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
  }
}
