import { columns } from '../columns.js';
import { counted } from '../terminal.js';
import { KINDS, NOTED, SKIPPED, tally, type Finding, type Kind } from './findings.js';

/** So many rows of each list are printed; `--json` has them all. */
const SHOWN = 40;

const NAMES: Readonly<Record<Kind, string>> = {
  role: 'roles',
  member: 'members',
  ban: 'bans',
  allowlist: 'allowlist',
  invite: 'invites',
};

/** One row that was not taken, or that is different: a code, and a sentence. */
interface Remark {
  readonly kind: Kind;
  readonly name: string;
  readonly code: string;
  readonly text: string;
}

export interface Report {
  readonly lines: readonly string[];
  /** For `--json`. */
  readonly value: object;
}

/** What became of all rows, as a table and two lists. */
export function reportOf(findings: readonly Finding[]): Report {
  const tallies = KINDS.map((kind) => [kind, tally(findings, kind)] as const);
  const skipped = findings.flatMap(({ kind, name, outcome }): Remark[] =>
    outcome.outcome === 'skipped'
      ? [{ kind, name, code: outcome.why, text: SKIPPED[outcome.why] }]
      : [],
  );
  const notes = findings.flatMap(({ kind, name, outcome }): Remark[] =>
    outcome.outcome === 'taken'
      ? outcome.notes.map((code) => ({ kind, name, code, text: NOTED[code] }))
      : [],
  );
  return {
    lines: [
      ...columns([
        ['', 'FOUND', 'TAKEN', 'HERE ALREADY', 'SKIPPED'],
        ...tallies.map(([kind, { found, taken, there, skipped: left }]) => [
          NAMES[kind],
          ...[found, taken, there, left].map(counted),
        ]),
      ]),
      ...listed('Skipped:', skipped),
      ...listed('Taken, but:', notes),
    ],
    value: {
      rows: Object.fromEntries(tallies.map(([kind, counts]) => [NAMES[kind], counts])),
      skipped,
      notes,
    },
  };
}

function listed(heading: string, remarks: readonly Remark[]): readonly string[] {
  if (remarks.length === 0) return [];
  const more = remarks.length - SHOWN;
  return [
    '',
    heading,
    ...columns(remarks.slice(0, SHOWN).map(({ kind, name, text }) => [kind, name, text])),
    ...(more > 0 ? [`and ${counted(more)} more: --json lists them all`] : []),
  ];
}
