import { Interrupted } from './failures.js';

/** How often a line on a terminal changes, and how often a plain line is written elsewhere. */
const REDRAW_MS = 100;
const SAY_AGAIN_MS = 3000;
/** Before that, how fast it goes says little of how fast it will go. */
const TELLING_MS = 2000;

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
  /** When and at what count the work began that was told of last. */
  private begun = { at: 0, done: 0 };
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
    if (what !== this.saidWhat) this.begun = { at: now, done };
    this.saidAt = now;
    this.saidWhat = what;
    const pace = paceOf(done - this.begun.done, of - done, now - this.begun.at);
    const text = `${what}: ${counted(done)} of ${counted(of)}${pace}`;
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

/** How fast it goes, and how long that will still take; nothing as long as nobody can know. */
export function paceOf(done: number, left: number, ms: number): string {
  if (ms < TELLING_MS || done <= 0 || left <= 0) return '';
  const perSecond = (done / ms) * 1000;
  const rate = perSecond < 10 ? perSecond.toFixed(1) : counted(Math.round(perSecond));
  return `, ${rate} a second, ${spanOf(left / perSecond)} left`;
}

/** 40 s, 12 min, 3 h 5 min. */
function spanOf(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** 1,234,567 */
export function counted(count: number): string {
  return count.toLocaleString('en');
}
