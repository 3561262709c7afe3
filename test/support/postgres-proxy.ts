import { cut, TcpProxy, type Passage } from './tcp-proxy.js';

/** Where the next commit is cut off: on its way there, or its answer on the way back. */
export type Cut = 'before the commit' | 'after the commit';

/** Takes the messages of the protocol out of a stream of bytes: a type, a length, a body. */
class Messages {
  private rest = Buffer.alloc(0);

  /** @param untyped how many first messages have no type: a client's startup */
  constructor(private untyped: number) {}

  add(chunk: Buffer): readonly Buffer[] {
    this.rest = Buffer.concat([this.rest, chunk]);
    const messages: Buffer[] = [];
    for (;;) {
      const at = this.untyped > 0 ? 0 : 1;
      if (this.rest.length < at + 4) return messages;
      const length = at + this.rest.readInt32BE(at);
      if (this.rest.length < length) return messages;
      messages.push(this.rest.subarray(0, length));
      this.rest = this.rest.subarray(length);
      if (this.untyped > 0) this.untyped--;
    }
  }
}

interface Followed {
  readonly client: Messages;
  readonly server: Messages;
  /** The text of each prepared statement, by its name. */
  readonly prepared: Map<string, string>;
}

/** A proxy before PostgreSQL that understands enough of the protocol to cut a commit in two. */
export class PostgresProxy {
  private readonly followed = new WeakMap<Passage, Followed>();
  private armed: { readonly where: Cut; readonly done: () => void } | undefined;
  private proxy: TcpProxy | undefined;

  static async to(target: number): Promise<PostgresProxy> {
    const made = new PostgresProxy();
    made.proxy = await TcpProxy.to(target, (passage, chunk, from) =>
      made.follow(passage, chunk, from),
    );
    return made;
  }

  get tcp(): TcpProxy {
    if (!this.proxy) throw new Error('It was closed.');
    return this.proxy;
  }

  /** Cuts the connection of the next commit, and resolves when it is cut. */
  cutNextCommit(where: Cut): Promise<void> {
    return new Promise((done) => (this.armed = { where, done }));
  }

  private follow(passage: Passage, chunk: Buffer, from: 'client' | 'server'): void {
    let followed = this.followed.get(passage);
    if (!followed) {
      followed = { client: new Messages(1), server: new Messages(0), prepared: new Map() };
      this.followed.set(passage, followed);
    }
    for (const message of followed[from].add(chunk)) {
      if (passage.client.destroyed) return;
      const isCommit =
        from === 'client'
          ? this.armed?.where === 'before the commit' && commits(message, followed)
          : this.armed?.where === 'after the commit' && saysCommitted(message);
      if (from === 'client') remember(message, followed);
      if (isCommit) {
        cut(passage);
        this.armed?.done();
        this.armed = undefined;
        return;
      }
      (from === 'client' ? passage.server : passage.client).write(message);
    }
  }

  close(): Promise<void> {
    return this.tcp.close();
  }
}

/** `Parse`: a name, a text. */
function remember(message: Buffer, { prepared }: Followed): void {
  if (message[0] !== 'P'.charCodeAt(0)) return;
  const [name = '', text = ''] = strings(message);
  prepared.set(name, text);
}

/** `Bind`: a portal, the name of a statement. */
function commits(message: Buffer, { prepared }: Followed): boolean {
  if (message[0] !== 'B'.charCodeAt(0)) return false;
  const [, statement = ''] = strings(message);
  return prepared.get(statement) === 'COMMIT';
}

/** `CommandComplete`: what was done. */
function saysCommitted(message: Buffer): boolean {
  return message[0] === 'C'.charCodeAt(0) && strings(message)[0] === 'COMMIT';
}

function strings(message: Buffer): readonly string[] {
  return message.subarray(5).toString('latin1').split('\0');
}
