import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { GetHead } from '../transparency/queries/get-head.query.js';
import type { Head } from '../event-store/event-store.js';
import { signingKeyBeside } from '../settings/signing-key-file.js';
import { withAuditQueries } from './audit-queries.js';
import { headFinding, pinnedHead, signatureFinding } from './audit/pinned-head.js';
import { openStored } from './databases.js';
import { Failure } from './failures.js';

/** Where the signed head of a backup lies, as `audit head --json` gives it: with the checkpoint. */
export function headBeside(file: string): string {
  return `${file}.head.json`;
}

/** What lies beside a backup, or beside a database that is made of one. */
export function filesBeside(file: string): readonly string[] {
  return [signingKeyBeside(file), headBeside(file)];
}

/**
 * Writes where the log of a backup ends, signed, beside it: a file whose end is gone looks sound without it.
 *
 * @param temporary where the backup lies as long as it has not got its name; its key lies beside `file` already
 * @returns whether there is a key of the community to sign it with
 */
export async function keepHead(file: string, temporary: string): Promise<boolean> {
  const of = { database: `sqlite:${temporary}`, keyBeside: file };
  const head = await withAuditQueries(of, async ({ queries, signingKey }) =>
    signingKey.isNew ? undefined : await queries.execute(new GetHead()),
  );
  if (head) {
    // All of it, or nothing: half a head would keep a restore from a sound backup.
    const draft = headBeside(temporary);
    try {
      writeFileSync(draft, `${JSON.stringify(head)}\n`);
      renameSync(draft, headBeside(file));
    } finally {
      rmSync(draft, { force: true });
    }
  }
  return head !== undefined;
}

/**
 * Whether a backup is all that it was when it was made, where its head lies beside it.
 * @param head where the log of the backup ends
 * @param copy the same log where its schema is of today: the backup itself may be of an older version
 * @throws Failure when it is not
 */
export async function requireWhole(
  file: string,
  { position, hash }: Head,
  copy = file,
): Promise<void> {
  const path = headBeside(file);
  if (!existsSync(path)) return;
  const pinned = pinnedHead(path);
  const log = await openStored({ engine: 'sqlite', path: copy });
  try {
    const finding =
      signatureFinding(pinned, undefined) ??
      (await headFinding(pinned, log, { head: { position, hash } }));
    if (!finding) return;
    throw new Failure(`${path} is of another backup: ${finding.why}. Nothing was restored.`);
  } finally {
    await log.close();
  }
}
