import { Inject, Injectable } from '@nestjs/common';
import { EVENT_STORE, type EventStore } from '../event-store/event-store.js';
import { SIGNING_KEY, type SigningKey } from './signing-key.js';
import { checkpointText, type Checkpoint } from './checkpoint.js';
import { LogOrigin } from './log-origin.js';
import { LogTree } from './log-tree.js';
import { NOTE_SIGNATURE, signNote, type NamedKey } from './signed-note.js';

export interface SignedCheckpoint extends Checkpoint {
  /** As it goes out. */
  readonly note: string;
}

/** For so long whoever asks for a checkpoint gets the last one, though the log has grown. */
const KEPT_MS = 1000;

/** Signs where the log is. Each that was given out is the beginning of every later one: nothing is ever taken back. */
@Injectable()
export class Checkpoints {
  private last: SignedCheckpoint | undefined;
  private signedAt = -Infinity;
  private signing: Promise<SignedCheckpoint> | undefined;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(SIGNING_KEY) private readonly key: SigningKey,
    private readonly origin: LogOrigin,
    private readonly tree: LogTree,
  ) {}

  /** The key that signs, by the name of the log. */
  async namedKey(): Promise<NamedKey> {
    const publicKey = Buffer.from(this.key.publicKey, 'base64');
    return { name: await this.origin.name(), type: NOTE_SIGNATURE, publicKey };
  }

  /** Where the log is, or was a second ago. */
  async latest(): Promise<SignedCheckpoint> {
    const { position } = await this.store.head();
    const isRecent = performance.now() - this.signedAt < KEPT_MS;
    if (this.last && (isRecent || this.last.size >= position)) return this.last;
    return this.sign();
  }

  /** Where the log was when it was that long. */
  async at(size: number): Promise<SignedCheckpoint> {
    return this.last?.size === size ? this.last : this.signAt(size);
  }

  /** One that holds an entry: the last one, or one that is signed for it. */
  async with(index: number): Promise<SignedCheckpoint> {
    if (this.last && this.last.size > index) return this.last;
    const signed = await this.sign();
    // One that was being signed already may be of before.
    return signed.size > index ? signed : this.sign();
  }

  /** Those who ask at the same time are answered alike. */
  private sign(): Promise<SignedCheckpoint> {
    this.signing ??= this.signHead().finally(() => (this.signing = undefined));
    return this.signing;
  }

  private async signHead(): Promise<SignedCheckpoint> {
    const { position } = await this.store.head();
    this.last = await this.signAt(position);
    this.signedAt = performance.now();
    return this.last;
  }

  /** The same bytes whoever signs, and whenever. */
  private async signAt(size: number): Promise<SignedCheckpoint> {
    const key = await this.namedKey();
    const checkpoint = { origin: key.name, size, root: await this.tree.root(size) };
    return { ...checkpoint, note: signNote(checkpointText(checkpoint), key, this.key.privateKey) };
  }
}
