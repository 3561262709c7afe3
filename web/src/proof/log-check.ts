import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { joined, toBase64, type Bytes } from './bytes.js';
import { exportLineIn, preimageOf, type ExportLine } from './export-line.js';
import { HASH_BYTES, Tree } from './merkle.js';

/** What the log must be at a position, by what somebody has signed or kept. */
export interface Mark {
  readonly what: 'checkpoint' | 'witnessed' | 'head' | 'kept';
  readonly position: number;
  /** Of the event there, hexadecimal. */
  readonly hash?: string;
  /** Of the tree up to there, Base64. */
  readonly root?: string;
}

/** The first thing that is not as it should be, and where. */
export interface Fault {
  readonly position: number;
  /**
   * `form`: not a line as an export writes it. `order`: another event is in its place. `link`: it does not follow the
   * one before. `hash`: it is not what was hashed. `cut`: it is not there. Otherwise whose mark it does not meet.
   */
  readonly why: 'form' | 'order' | 'link' | 'hash' | 'cut' | Mark['what'];
  /** The event that was found in its place. */
  readonly found?: number;
  /** Of a mark that is not met: the position of the last one that was; what is wrong lies behind it. */
  readonly after?: number;
}

/** How far a check is. */
export interface Checked {
  /** Of the last event that is as it should be. */
  readonly position: number;
  /** So many lines hide a code: their content is not proved. */
  readonly masked: number;
  readonly fault?: Fault;
  /** Nothing is left to be looked at. */
  readonly isDone: boolean;
}

const LINE_FEED = 10;
/** Lines are some hundred bytes. */
const LONGEST_LINE = 16 * 1024 * 1024;
const GENESIS = new Uint8Array(HASH_BYTES);

/**
 * Takes in an export from the first event on, takes the hash of each event and the tree over them again, and keeps
 * nothing but where it is.
 */
export class LogCheck {
  private position = 0;
  private masked = 0;
  private fault: Fault | undefined;
  /** Of the last mark that was met. */
  private met = 0;
  private hash: Bytes = GENESIS;
  private hex = bytesToHex(GENESIS);
  private readonly tree = new Tree();
  /** What came behind the last line feed. */
  private rest: Bytes = new Uint8Array();

  /**
   * @param size how long the log is that is vouched for: what is behind is not looked at
   * @param marks none behind that
   */
  constructor(
    private readonly size: number,
    private readonly marks: readonly Mark[],
  ) {}

  get checked(): Checked {
    const { position, masked, fault, size } = this;
    const isDone = fault !== undefined || position >= size;
    return { position, masked, isDone, ...(fault && { fault }) };
  }

  /** Looks at what has come. */
  take(chunk: Bytes): Checked {
    const bytes = this.rest.length === 0 ? chunk : joined(this.rest, chunk);
    let start = 0;
    for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, start)) {
      if (this.checked.isDone) return this.checked;
      this.takeLine(bytes.subarray(start, end));
      start = end + 1;
    }
    this.rest = bytes.slice(start);
    if (this.rest.length > LONGEST_LINE) this.fail('form');
    return this.checked;
  }

  /** The stream was torn: it goes on behind the last whole line. */
  tear(): void {
    this.rest = new Uint8Array();
  }

  /** No more is coming. */
  end(): Checked {
    if (!this.checked.isDone) this.fail('cut');
    return this.checked;
  }

  private takeLine(bytes: Bytes): void {
    const line = exportLineIn(bytes);
    const next = this.position + 1;
    if (!line) this.fail('form');
    else if (line.position !== next) this.fail('order', { found: line.position });
    else if (line.prev_hash !== this.hex) this.fail('link');
    else this.takeEvent(line);
  }

  private takeEvent(line: ExportLine): void {
    const hash = line.masked ? hexToBytes(line.hash) : sha256(preimageOf(line, this.hash));
    const hex = bytesToHex(hash);
    if (hex !== line.hash) {
      this.fail('hash');
      return;
    }
    this.tree.add(hash);
    [this.hash, this.hex] = [hash, hex];
    const here = this.marks.filter(({ position }) => position === line.position);
    const missed = here.find((mark) => !this.meets(mark));
    if (missed) {
      this.fail(missed.what, { after: this.met });
      return;
    }
    if (here.length > 0) this.met = line.position;
    this.position = line.position;
    if (line.masked) this.masked++;
  }

  private meets({ hash, root }: Mark): boolean {
    const isHash = hash === undefined || hash === this.hex;
    return isHash && (root === undefined || root === toBase64(this.tree.root));
  }

  private fail(why: Fault['why'], more: Pick<Fault, 'found' | 'after'> = {}): void {
    this.fault ??= { position: this.position + 1, why, ...more };
  }
}
