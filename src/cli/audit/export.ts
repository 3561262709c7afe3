import type { FileHandle } from 'node:fs/promises';
import type { Command } from 'commander';
import { ExportQuery } from '../../audit/queries.dto.js';
import { ExportLog } from '../../audit/queries/export-log.query.js';
import { SYSTEM } from '../../platform/ids.js';
import type { EventStore } from '../../event-store/event-store.js';
import { withAuditQueries, type AuditQueries } from '../audit-queries.js';
import { checkedOptions } from '../checked-options.js';
import { DATABASE_OPTION, type DatabaseOption } from '../databases.js';
import { Failure, WrongUsage } from '../failures.js';
import { counted, type Terminal } from '../terminal.js';
import { interruptedExport, newExportFile, unwritable, type ExportEnd } from './export-file.js';

const HELP = `
One event a line, as GET /audit/export gives it; nothing is masked, so keep the file from others. It ends where the log
ended when it began. Interrupted, by Ctrl-C, a full disk or a power cut, it goes on with --resume, byte for byte.
Without --resume nothing is overwritten.

Examples:
  $ gatehouse audit export --out log.ndjson
  $ gatehouse audit export --out log.ndjson --resume
  $ gatehouse audit export --out since-4711.ndjson --after 4711
  $ gatehouse audit verify --file log.ndjson --head pinned.json`;

const LF = 10;

interface ExportOptions extends DatabaseOption {
  readonly out: string;
  readonly after?: string;
  readonly resume?: boolean;
}

export function defineExport(audit: Command, terminal: Terminal): void {
  audit
    .command('export')
    .description('Writes the log into a file, to be kept and verified.')
    .requiredOption('--out <file>', 'a file that does not exist yet, or is to be resumed')
    .option('--after <position>', 'only what is behind it; of a file that exists, where it ends')
    .option('--resume', 'go on where the file ends')
    .option(...DATABASE_OPTION)
    .addHelpText('after', HELP)
    .action((options: ExportOptions) => exportLog(options, terminal));
}

async function exportLog(options: ExportOptions, terminal: Terminal): Promise<void> {
  const { out } = options;
  const { after } = await checkedOptions(ExportQuery, {
    ...(options.after !== undefined && { after: options.after }),
  });
  const asked = options.after === undefined ? undefined : after;
  const report = await withAuditQueries(options, async (audit) => {
    const { position: head } = await audit.store.head();
    if (after > head) {
      throw new WrongUsage(`--after is ${after}; the log ends at ${head}.`);
    }
    const { file, from } = await openOut(options, asked, audit.store);
    try {
      return await write(file, out, from, audit, terminal);
    } finally {
      await file.close();
    }
  });
  terminal.result(
    [
      `${out}: ${counted(report.events)} events written, up to position ${report.until}.`,
      `Prove it: gatehouse audit verify --file ${out}`,
    ],
    { ok: true, file: out, ...report },
  );
}

/** The file, at its end, and the position behind which it goes on. */
async function openOut(
  { out, resume }: ExportOptions,
  after: number | undefined,
  store: EventStore,
): Promise<{ readonly file: FileHandle; readonly from: number }> {
  const begun = resume === true || after !== undefined ? await interruptedExport(out) : undefined;
  if (!begun) return { file: await newExportFile(out), from: after ?? 0 };
  const { file, end } = begun;
  try {
    await refuseOther(out, end, after, store);
    return { file, from: end.hash === '' ? (after ?? 0) : end.position };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** What is there must be of this very log, and end where it was said to. */
async function refuseOther(
  out: string,
  { position, hash }: ExportEnd,
  after: number | undefined,
  store: EventStore,
): Promise<void> {
  if (hash === '') return;
  if (after !== undefined && position !== after) {
    throw new Failure(`${out} ends at position ${position}, not at ${after}; nothing was added.`);
  }
  const [event] = await store.readStored(position - 1, 1);
  if (event?.hash.toString('hex') === hash) return;
  throw new Failure(
    `${out} ends at position ${position} with another hash than the log has there: it is of another ` +
      'community, or one of the two was rewritten. Nothing was added.',
  );
}

async function write(
  file: FileHandle,
  out: string,
  from: number,
  { queries }: AuditQueries,
  terminal: Terminal,
) {
  const { lines, until } = await queries.execute(new ExportLog(SYSTEM, from));
  let { size } = await file.stat();
  let events = 0;
  try {
    for await (const page of lines) {
      terminal.signal.throwIfAborted();
      const bytes = Buffer.from(page as Buffer | string);
      await writeAll(file, bytes, size);
      size += bytes.length;
      events += bytes.reduce((count, byte) => (byte === LF ? count + 1 : count), 0);
      terminal.progress('exporting events', from + events, until);
    }
    await file.sync();
  } catch (error) {
    if (terminal.signal.aborted) terminal.warn(`${out} is not whole; --resume goes on with it.`);
    throw unwritable(out, error, '; --resume goes on with it');
  }
  return { after: from, events, until };
}

/** A disk that is almost full takes a part. */
async function writeAll(file: FileHandle, bytes: Buffer, at: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += (await file.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
  }
}
