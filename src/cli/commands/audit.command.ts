import type { Command } from 'commander';
import { defineDiff } from '../audit/diff.js';
import { defineEvents } from '../audit/events.js';
import { defineExport } from '../audit/export.js';
import { defineHead } from '../audit/head.js';
import { defineMembers } from '../audit/members.js';
import { defineReceipt } from '../audit/receipt.js';
import { defineShow } from '../audit/show.js';
import { defineTree } from '../audit/tree.js';
import { defineVerify } from '../audit/verify.js';
import type { Terminal } from '../terminal.js';

const HELP = `
They ask what the audit calls of the API ask, of the database itself, which they only read: the server may run
meanwhile or not. Nothing is masked here.

Examples:
  $ gatehouse audit events --type MemberJoined --from 2026-11-22T00:00:00Z
  $ gatehouse audit show Ab3xK9Qz --as-of 4711
  $ gatehouse audit members --as-of 2026-11-22T10:00:00Z
  $ gatehouse audit diff --from 4000 --to 4711
  $ gatehouse audit tree 6ASf5EcmmEHTgDJ4X4ZT5vT6iHVJBXPg5AN5YoTCpGWt --direction up
  $ gatehouse audit export --out log.ndjson
  $ gatehouse audit verify --head pinned.json
  $ gatehouse --json audit head > pinned.json
  $ gatehouse audit receipt 4711 > receipt-4711.txt`;

export function define(audit: Command, terminal: Terminal): void {
  audit.description('Looks into the log, and proves it.').addHelpText('after', HELP);
  for (const defineCommand of [
    defineEvents,
    defineShow,
    defineMembers,
    defineDiff,
    defineTree,
    defineExport,
    defineVerify,
    defineHead,
    defineReceipt,
  ]) {
    defineCommand(audit, terminal);
  }
}
