import { Inject, Injectable } from '@nestjs/common';
import { EVENT_STORE, type EventStore } from '../event-store/event-store.js';
import { LogSigner } from './log-signer.js';
import { checkpointText, type Checkpoint } from './checkpoint.js';
import { LogTree } from './log-tree.js';
import { NOTE_SIGNATURE, signNote } from './signed-note.js';

export interface SignedCheckpoint extends Checkpoint {
  /** As it goes out. */
  readonly note: string;
  /** The public key, base64. */
  readonly signedBy: string;
}

/** For so long whoever asks for a checkpoint gets the last one, though the log has grown. */
const KEPT_MS = 1000;

/** Signs where the log is. Each that was given out is the beginning of every later one: nothing is ever taken back. */
@Injectable()
export class Checkpoints {
  private last: SignedCheckpoint | undefined;
  private signedAt = -Infinity;
  private signing: Promise<SignedCheckpoint> | undefined;
  /** How often the log turned out to have lost what it held: what was signed of it before is not kept. */
  private rewinds = 0;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly signer: LogSigner,
    private readonly tree: LogTree,
  ) {
    store.onRewind(() => {
      this.last = this.signing = undefined;
      this.rewinds++;
    });
  }

  /** Where the log is, or was a second ago. */
  async latest(): Promise<SignedCheckpoint> {
    const { position } = await this.store.head();
    const last = await this.kept();
    const isRecent = performance.now() - this.signedAt < KEPT_MS;
    return last && (isRecent || last.size >= position) ? last : this.sign();
  }

  /** Where the log is now. */
  fresh(): Promise<SignedCheckpoint> {
    return this.sign();
  }

  /** Where the log was when it was that long. */
  async at(size: number): Promise<SignedCheckpoint> {
    const last = await this.kept();
    return last?.size === size ? last : this.signAt(size);
  }

  /** One that holds an entry: the last one, or one that is signed for it. */
  async with(index: number): Promise<SignedCheckpoint> {
    const last = await this.kept();
    if (last && last.size > index) return last;
    const signed = await this.sign();
    // One that was being signed already may be of before.
    return signed.size > index ? signed : this.sign();
  }

  /** The last one, unless the key has been replaced since. */
  private async kept(): Promise<SignedCheckpoint | undefined> {
    const { publicKey } = await this.signer.key();
    return this.last?.signedBy === publicKey ? this.last : undefined;
  }

  /** Those who ask at the same time are answered alike. */
  private sign(): Promise<SignedCheckpoint> {
    if (this.signing) return this.signing;
    const signing = this.signHead().finally(() => {
      if (this.signing === signing) this.signing = undefined;
    });
    this.signing = signing;
    return signing;
  }

  private async signHead(): Promise<SignedCheckpoint> {
    const { rewinds } = this;
    const { position } = await this.store.head();
    const signed = await this.signAt(position);
    if (rewinds === this.rewinds) [this.last, this.signedAt] = [signed, performance.now()];
    return signed;
  }

  /** The same bytes whoever signs, and whenever, by the same key. */
  private async signAt(size: number): Promise<SignedCheckpoint> {
    const root = await this.tree.root(size);
    const { named, privateKey, publicKey } = await this.signer.as(NOTE_SIGNATURE);
    const checkpoint = { origin: named.name, size, root };
    const note = signNote(checkpointText(checkpoint), named, privateKey);
    return { ...checkpoint, note, signedBy: publicKey };
  }
}
