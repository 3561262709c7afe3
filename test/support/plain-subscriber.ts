import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Person } from './person.js';
import type { Message } from './subscriber.js';

export interface Handshake {
  readonly path?: string;
  /** The query with its `?`. */
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A real WebSocket client without anything on top, which keeps everything it receives. */
export class PlainSubscriber {
  readonly messages: Message[] = [];
  /** The code of the close frame, or 1006 if there was none; `undefined` until then. */
  closeCode: number | undefined;
  answersHeartbeats = true;
  private readonly waiting = new Set<() => void>();

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) throw new Error('The gateway sends text.');
      const message = JSON.parse(data.toString()) as Message;
      this.messages.push(message);
      if (message.op === 'HEARTBEAT' && this.answersHeartbeats) this.say({ op: 'HEARTBEAT_ACK' });
      this.wake();
    });
    socket.on('close', (code) => {
      this.closeCode = code;
      this.wake();
    });
    // What follows is `close` with a code of its own.
    socket.on('error', () => undefined);
  }

  /** Connects and waits until the WebSocket is open. Rejects if the upgrade is refused. */
  static async open(url: string, handshake: Handshake = {}): Promise<PlainSubscriber> {
    const { path = '/api/v1/gateway', query = '', headers = {} } = handshake;
    const socket = new WebSocket(url.replace('http', 'ws') + path + query, { headers });
    const subscriber = new PlainSubscriber(socket);
    await once(socket, 'open');
    return subscriber;
  }

  /** Connects as somebody and waits for `READY`. */
  static async connect(
    url: string,
    person: Person,
    since?: number | string,
  ): Promise<PlainSubscriber> {
    const subscriber = await PlainSubscriber.open(url, {
      query: since === undefined ? '' : `?since=${since}`,
      headers: { authorization: `Bearer ${person.token}` },
    });
    return subscriber.ready();
  }

  async ready(): Promise<this> {
    await this.until(() => this.of('READY').length > 0);
    return this;
  }

  /** Sends text as it is, anything else as JSON. */
  say(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** Resolves as soon as what was received satisfies the condition. */
  async until(condition: (messages: readonly Message[]) => boolean): Promise<void> {
    while (!condition(this.messages)) {
      if (this.closeCode !== undefined) {
        throw new Error(`Closed with ${this.closeCode} after ${this.ops().join(' ')}.`);
      }
      await this.next();
    }
  }

  /** The code with which the server closes the connection. */
  async untilClosed(): Promise<number> {
    while (this.closeCode === undefined) await this.next();
    return this.closeCode;
  }

  of(op: string): readonly Message[] {
    return this.messages.filter((message) => message.op === op);
  }

  ops(): readonly string[] {
    return this.messages.map(({ op }) => op);
  }

  /** Everything received that is an event. */
  events(): readonly Message[] {
    return this.messages.filter(({ s }) => s !== undefined);
  }

  close(): void {
    this.socket.close();
  }

  private next(): Promise<void> {
    return new Promise((resolve) => this.waiting.add(resolve));
  }

  private wake(): void {
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
  }
}
