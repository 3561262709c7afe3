import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** One connection through a proxy: what each side sends is handed on by whoever watches it. */
export interface Passage {
  readonly client: Socket;
  readonly server: Socket;
}

/** Takes the bytes of one side, in order, and hands on what it likes to the other. */
export type Watcher = (passage: Passage, chunk: Buffer, from: 'client' | 'server') => void;

/** A proxy that can stop handing on, cut connections, and be watched. */
export class TcpProxy {
  private readonly passages = new Set<Passage>();
  private held = false;

  private constructor(
    private readonly listener: Server,
    private target: number,
    private readonly watch: Watcher | undefined,
  ) {}

  /** Listens at a free port and hands on to another of this machine. */
  static async to(target: number, watch?: Watcher): Promise<TcpProxy> {
    const listener = createServer().listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const proxy = new TcpProxy(listener, target, watch);
    listener.on('connection', (client) => proxy.take(client));
    return proxy;
  }

  get port(): number {
    const address = this.listener.address();
    if (typeof address !== 'object' || address === null) throw new Error('It does not listen.');
    return address.port;
  }

  /** Connections that are open now, the oldest first. */
  get open(): readonly Passage[] {
    return [...this.passages];
  }

  /** From now on new connections lead there: the address has moved. */
  leadTo(target: number): void {
    this.target = target;
  }

  /** A black hole: connections come about, and nothing is handed on, without a word. */
  hold(): void {
    this.held = true;
    for (const passage of this.passages) silence(passage);
  }

  /** New connections work again; those that were held stay dead. */
  release(): void {
    this.held = false;
  }

  cutAll(): void {
    for (const passage of this.passages) cut(passage);
  }

  async close(): Promise<void> {
    this.listener.close();
    this.cutAll();
    await once(this.listener, 'close');
  }

  private take(client: Socket): void {
    const passage = { client, server: connect(this.target, '127.0.0.1') };
    this.passages.add(passage);
    for (const from of ['client', 'server'] as const) {
      const socket = passage[from];
      const other = from === 'client' ? passage.server : client;
      socket.setNoDelay(true);
      // What follows is `close`.
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.passages.delete(passage);
        other.destroy();
      });
      socket.on('data', (chunk: Buffer) => {
        if (this.watch) this.watch(passage, chunk, from);
        else other.write(chunk);
      });
    }
    if (this.held) silence(passage);
  }
}

/** Hands nothing on any more, in either direction, and says nothing. */
export function silence({ client, server }: Passage): void {
  client.pause();
  server.pause();
}

/** Ends both sides at once. */
export function cut({ client, server }: Passage): void {
  client.destroy();
  server.destroy();
}
