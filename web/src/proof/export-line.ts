import { joined, utf8, type Bytes } from './bytes.js';

/** An event as an export writes it; see `docs/log-format.md`. */
export interface ExportLine {
  readonly position: number;
  readonly id: string;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly schema_version: number;
  readonly actor: string;
  readonly at: string;
  readonly correlation_id: string;
  readonly causation_id: string | null;
  readonly reason: string | null;
  readonly data: string | null;
  /** Hexadecimal, as is the next. */
  readonly prev_hash: string;
  readonly hash: string;
  /** There when a code is hidden, and so the hash cannot be taken again. */
  readonly masked?: true;
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) > 0;
const matches = (value: unknown, pattern: RegExp): boolean =>
  typeof value === 'string' && pattern.test(value);
const isName = (value: unknown): boolean => matches(value, /^[\x21-\x7e]{1,200}$/);
const isHash = (value: unknown): boolean => matches(value, /^[0-9a-f]{64}$/);
const isText = (value: unknown): boolean =>
  typeof value === 'string' && !value.includes('\n') && value.isWellFormed();

/** The fields in their order, and their forms: none holds a line feed, so no two records look the same. */
const FORMS: Readonly<Record<string, (value: unknown, line: ExportLine) => boolean>> = {
  position: isCount,
  id: isName,
  stream: isName,
  version: isCount,
  type: isName,
  schema_version: isCount,
  actor: isName,
  at: isName,
  correlation_id: isName,
  causation_id: (value) => value === null || isName(value),
  // An empty one would have the record of none.
  reason: (value) => value === null || (isText(value) && value !== ''),
  data: (value, { masked }) => isText(value) || (value === null && masked === true),
  prev_hash: isHash,
  hash: isHash,
  masked: (value, line) => value === true && hides(line),
};
const FIELDS = Object.entries(FORMS);
/** In all lines but those in which a code is hidden. */
const UNMASKED = FIELDS.length - 1;

/** What stands in place of a code is ~ and a position: a line in which there is none hides nothing. */
function hides({ position, id, stream, data }: ExportLine): boolean {
  return id === `~${position}` && (data === null || /~\d/.test(`${stream} ${data}`));
}

/** Nothing is passed over: whoever changes a byte is to be seen. */
const strictly = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** @returns `undefined` for bytes that are not the very ones which an export writes for what they say */
export function exportLineIn(bytes: Bytes): ExportLine | undefined {
  const found = parsed(bytes);
  if (!found) return undefined;
  const { line, text } = found;
  const keys = Object.keys(line);
  const isInOrder = keys.every((key, index) => key === FIELDS[index]?.[0]);
  if (keys.length < UNMASKED || !isInOrder || JSON.stringify(line) !== text) return undefined;
  const values = Object.values(line) as readonly unknown[];
  const fits = values.every((value, index) => FIELDS[index]?.[1](value, line));
  return fits ? line : undefined;
}

function parsed(bytes: Bytes): { readonly line: ExportLine; readonly text: string } | undefined {
  try {
    const text = strictly.decode(bytes);
    const line = JSON.parse(text) as unknown;
    return line instanceof Object ? { line: line as ExportLine, text } : undefined;
  } catch {
    return undefined;
  }
}

/** What is hashed of a line: the hash before it, and its record. */
export function preimageOf(line: ExportLine, previous: Bytes): Bytes {
  const { position, id, stream, version, type, schema_version, actor, at } = line;
  const { correlation_id, causation_id, reason, data } = line;
  const record =
    `${position}\n${id}\n${stream}\n${version}\n${type}\n${schema_version}\n${actor}\n${at}\n` +
    `${correlation_id}\n${causation_id ?? ''}\n${reason ?? ''}\n${data ?? ''}`;
  return joined(previous, utf8(record));
}
