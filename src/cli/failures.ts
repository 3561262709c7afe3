import { BadSetting } from '../settings/bad-setting.js';
import {
  ChainBroken,
  DatabaseRefused,
  OutcomeUnknown,
  StorageUnavailable,
  UnreadableEvent,
} from '../event-store/errors.js';
import { translateError } from '../event-store/sqlite/sqlite-statements.js';
import { PROBLEM_STATUS } from '../platform/problem-codes.js';
import { Refusal } from '../platform/refusal.js';

/** How a command ends, for scripts. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  /** A rule says no: trying again does not help. */
  refused: 4,
  /** An export: nothing is wrong with what it shows, but it does not show all. */
  asFarAsSeen: 5,
  interrupted: 130,
} as const;

/** Something went wrong that whoever runs the command can mend: one line says what, and what to do. */
export class Failure extends Error {
  override readonly name = 'Failure';

  constructor(
    message: string,
    readonly exitCode: number = EXIT.failed,
  ) {
    super(message);
  }
}

/** The command cannot be understood as it was given. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage';
}

/** The command has failed, and its result has said all there is to say. */
export class SaidInResult extends Error {
  override readonly name = 'SaidInResult';

  constructor(readonly exitCode: number = EXIT.failed) {
    super('The result says it.');
  }
}

/** Ctrl-C, or SIGTERM. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';

  constructor() {
    super('Interrupted.');
  }
}

/** Says which option a database that was refused stands in. */
export async function refusedAs<Result>(
  option: string,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DatabaseRefused) throw new Failure(`${option}: ${error.message}.`);
    throw error;
  }
}

export function exitCodeOf(error: unknown): number {
  if (error instanceof Interrupted) return EXIT.interrupted;
  if (error instanceof WrongUsage) return EXIT.usage;
  if (error instanceof Failure) return error.exitCode;
  if (!(error instanceof Refusal)) return EXIT.failed;
  return PROBLEM_STATUS[error.code] === 404 ? EXIT.notFound : EXIT.refused;
}

/** Says what is there where a command was in the middle of what cannot be undone. */
export async function leaving<Result>(left: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (thrown) {
    const error = asUnavailable(thrown);
    throw error instanceof StorageUnavailable ? new Failure(cannotWrite(error, left)) : thrown;
  }
}

function cannotWrite({ cause }: StorageUnavailable, left: string): string {
  return `Cannot write: ${messageOf(cause)}. Look at the disk; ${left}.`;
}

/** Not all that SQLite says comes by way of the event store: a new file is made without it. */
function asUnavailable(error: unknown): unknown {
  return isDiskFull(error) ? new StorageUnavailable(error) : translateError(error);
}

/** One line for whoever runs the command; the stack only for what is a fault of ours, if asked for. */
export function explain(thrown: unknown): string {
  const error = asUnavailable(thrown);
  if (error instanceof StorageUnavailable) {
    return cannotWrite(error, 'nothing was changed');
  }
  if (error instanceof OutcomeUnknown) {
    return `${messageOf(error.cause)}. It may have been done: look before you try again.`;
  }
  if (error instanceof DatabaseRefused) return `${error.message}.`;
  if (error instanceof UnreadableEvent) return error.advice;
  if (isDamage(error)) {
    return `The database is damaged: ${messageOf(error)}. \`gatehouse doctor\` looks closer; \`gatehouse restore\` makes it anew from a backup.`;
  }
  if (error instanceof Refusal) return error.detail;
  const foreseen =
    error instanceof Failure ||
    error instanceof WrongUsage ||
    error instanceof Interrupted ||
    error instanceof BadSetting ||
    error instanceof ChainBroken;
  if (foreseen || isSystemError(error)) return error.message;
  const debugging = ['debug', 'trace'].includes(process.env.GATEHOUSE_LOG_LEVEL ?? '');
  if (debugging && error instanceof Error && error.stack !== undefined) return error.stack;
  return `A fault of Gatehouse: ${messageOf(error)} (GATEHOUSE_LOG_LEVEL=debug shows where.)`;
}

/** What the operating system says where nothing more goes in: also of a quota. */
function isDiskFull(error: unknown): boolean {
  return isSystemError(error) && ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(error.code ?? '');
}

/** What SQLite says of a file whose pages are not what they were. */
function isDamage(error: unknown): boolean {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error;
  return hasCode && /^SQLITE_(CORRUPT|NOTADB)/.test(String(error.code));
}

/** What the operating system says, e.g. of a file: `EACCES: permission denied, open '/x'`. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return typeof error === 'object' && error !== null && 'syscall' in error;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
