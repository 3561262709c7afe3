import { Interrupted } from './failures.js';

/** How often a line on a terminal changes, and how often a plain line is written elsewhere. */
const REDRAW_MS = 100;
const SAY_AGAIN_MS = 3000;

/** Where to write; `process.stdout` and `process.stderr` are such. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

/**
 * What a command says: its result on standard output, as text or as one line of JSON; progress and
 * warnings on standard error.
 */
export class Terminal {
  private readonly interruption = new AbortController();
  private readonly redraws: boolean;
  private saidAt = -Infinity;
  private saidWhat = '';
  private lineIsOpen = false;

  /** @param json whether the result is for a program */
  constructor(
    readonly json: boolean,
    readonly out: Output,
    readonly err: Output,
  ) {
    this.redraws = err.isTTY === true;
  }

  /** Aborted by Ctrl-C and SIGTERM: long work looks at it and leaves things as they were. */
  get signal(): AbortSignal {
    return this.interruption.signal;
  }

  interrupt(): void {
    this.interruption.abort(new Interrupted());
  }

  /** The result: lines for people, or the value for a program. Times and names are in snake_case. */
  result(lines: readonly string[], value: object): void {
    this.closeLine();
    const text = this.json ? JSON.stringify(value) : lines.join('\n');
    if (text !== '') this.out.write(`${text}\n`);
  }

  /** A part of a result that is too long for one: lines for people, or lines of JSON for a program. */
  lines(lines: readonly string[]): void {
    this.closeLine();
    if (lines.length > 0) this.out.write(`${lines.join('\n')}\n`);
  }

  /** May be called as often as one likes. */
  progress(what: string, done: number, of: number): void {
    const now = performance.now();
    const patience = this.redraws ? REDRAW_MS : SAY_AGAIN_MS;
    if (what === this.saidWhat && now - this.saidAt < patience) return;
    this.saidAt = now;
    this.saidWhat = what;
    const text = `${what}: ${counted(done)} of ${counted(of)}`;
    this.err.write(this.redraws ? `\r\x1b[2K${text}` : `${text}\n`);
    this.lineIsOpen = this.redraws;
  }

  warn(line: string): void {
    this.closeLine();
    this.err.write(`${line}\n`);
  }

  /** Takes the line away that changes, so that what follows stands in its place. */
  private closeLine(): void {
    if (this.lineIsOpen) this.err.write('\r\x1b[2K');
    this.lineIsOpen = false;
  }
}

/** 1,234,567 */
export function counted(count: number): string {
  return count.toLocaleString('en');
}
