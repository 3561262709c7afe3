// Verifies an export of the log, and heads that were pinned, with nothing but Node: whoever runs it need
// not trust the server that the file came from. The format is described in docs/log-format.md.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { parseArgs, TextDecoder } from 'node:util';

const USAGE = `Usage: node verify-export.mjs <export.ndjson> [--head <head.json>]... [--key <public key>] [--json]

Recomputes the hash chain of a file from GET /api/v1/audit/export ("-" for standard input).

  --head <file>  a head from GET /api/v1/audit/head that was pinned; may be given more than once
  --key <key>    the server's public key in base64: the heads must be signed by it
  --json         say the result as JSON

Exit codes: 0 intact; 1 not intact, or not what a head says; 2 it could not be looked at;
3 intact as far as can be seen: lines are masked, or the file begins in the middle of the log.
`;

const GENESIS = '0'.repeat(64);
/** The fields of a line, in their order. */
const FIELDS = [
  'position',
  'id',
  'stream',
  'version',
  'type',
  'schema_version',
  'actor',
  'at',
  'correlation_id',
  'causation_id',
  'reason',
  'data',
  'prev_hash',
  'hash',
];
/** Lines are some hundred bytes; a longer one than this is no line of ours. */
const MAX_LINE = 16 * 1024 * 1024;

/** What to do about what was found. */
const ADVICE = {
  content:
    'Export once more. If that shows the same, the log itself was changed: stop writing to it, and restore ' +
    'a backup that agrees with a head which was pinned.',
  order:
    'Put each line there once, in the order of positions, or export once more. If that shows the same, ' +
    'the log itself lacks what is missing: restore a backup that has it.',
  cut:
    'Export what is missing behind the last whole line (?after=<its position>) and append it. If the server ' +
    'has no more, the end of the log is gone: restore a backup that agrees with the head.',
  head:
    'Make sure that head and export are of one community: compare public_key with GET /api/v1/audit/head. If ' +
    'they are, the log was rewritten: restore a backup that agrees with the head.',
  signature:
    'Do not rely on this head. Take one that you fetched and kept yourself, and the public key from ' +
    'somebody who has it from the operator.',
};

/** Something that is not as it should be, at a position of the log. */
class Finding extends Error {
  constructor(position, why, advice = ADVICE.content) {
    super(why);
    this.position = position;
    this.advice = advice;
  }
}

/** What could not be looked at: wrong arguments, no file, no head. */
class Unusable extends Error {}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        head: { type: 'string', multiple: true, default: [] },
        key: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (!values.help && positionals.length !== 1) throw new Error('name one file');
    return { ...values, file: positionals[0] };
  } catch (error) {
    throw new Unusable(`${error.message}\n\n${USAGE}`);
  }
}

/** The hash of a line: SHA-256 over the hash before it and its record. */
function hashOf(line, previousHash) {
  const record = [
    line.position,
    line.id,
    line.stream,
    line.version,
    line.type,
    line.schema_version,
    line.actor,
    line.at,
    line.correlation_id,
    line.causation_id ?? '',
    line.reason ?? '',
    line.data,
  ].join('\n');
  return createHash('sha256')
    .update(Buffer.from(previousHash, 'hex'))
    .update(record, 'utf8')
    .digest('hex');
}

/** A line as an export writes it, byte for byte. */
function parseLine(bytes, position) {
  let line;
  let text;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    line = JSON.parse(text);
  } catch {
    throw new Finding(position, 'the line is not JSON in UTF-8');
  }
  if (typeof line !== 'object' || line === null || Array.isArray(line)) {
    throw new Finding(position, 'the line is not an event');
  }
  const fields = line.masked === true ? [...FIELDS, 'masked'] : FIELDS;
  const again = Object.fromEntries(fields.map((field) => [field, line[field]]));
  if (JSON.stringify(again) !== text) {
    throw new Finding(position, 'the line is not as an export writes it');
  }
  checkForms(line, position);
  return line;
}

/** The forms by which no two records can look the same: no field holds a line feed. */
function checkForms(line, position) {
  const check = (field, fits) => {
    if (!fits) throw new Finding(position, `${field} has not the form of one`);
  };
  const isName = (value) => typeof value === 'string' && /^[\x21-\x7e]{1,200}$/.test(value);
  const isText = (value) => typeof value === 'string' && !value.includes('\n');
  for (const field of ['position', 'version', 'schema_version']) {
    check(field, Number.isSafeInteger(line[field]) && line[field] > 0);
  }
  for (const field of ['id', 'stream', 'type', 'actor', 'at', 'correlation_id']) {
    check(field, isName(line[field]));
  }
  check('causation_id', line.causation_id === null || isName(line.causation_id));
  check('reason', line.reason === null || isText(line.reason));
  check('data', isText(line.data) || (line.masked === true && line.data === null));
  for (const field of ['prev_hash', 'hash']) check(field, /^[0-9a-f]{64}$/.test(line[field]));
}

/** Follows the chain line by line, and keeps nothing but where it is. */
class Chain {
  first = undefined;
  position = 0;
  hash = undefined;
  masked = 0;
  /** Hashes at the positions of the heads, and before the first line. */
  hashes = new Map();

  constructor(wanted) {
    this.wanted = new Set(wanted);
  }

  /** Where the next line should be. */
  get next() {
    return this.first === undefined ? 1 : this.position + 1;
  }

  take(line) {
    if (this.first === undefined) this.begin(line);
    if (line.position !== this.next) {
      throw new Finding(
        this.next,
        `there is the event ${line.position} in its place`,
        ADVICE.order,
      );
    }
    if (line.prev_hash !== this.hash) {
      throw new Finding(line.position, 'prev_hash is not the hash of the event before');
    }
    if (line.masked) this.masked++;
    else if (hashOf(line, this.hash) !== line.hash) {
      throw new Finding(line.position, 'the hash is not that of the event');
    }
    this.position = line.position;
    this.hash = line.hash;
    if (this.wanted.has(this.position)) this.hashes.set(this.position, this.hash);
  }

  begin(line) {
    if ((line.position === 1) !== (line.prev_hash === GENESIS)) {
      throw new Finding(1, 'only the first event follows a hash of zeros, and it always does');
    }
    this.first = line.position;
    this.position = line.position - 1;
    this.hash = line.prev_hash;
    if (this.wanted.has(this.position)) this.hashes.set(this.position, this.hash);
  }
}

/** The lines of a file as bytes; fails when the last one has no end. */
async function* linesOf(file) {
  const stream = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: 1 << 20 });
  let rest = Buffer.alloc(0);
  for await (const chunk of stream) {
    let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10)) {
      yield bytes.subarray(0, end);
      bytes = bytes.subarray(end + 1);
    }
    if (bytes.length > MAX_LINE) yield bytes;
    rest = bytes;
  }
  if (rest.length > 0) yield undefined;
}

function readHead(file) {
  let head;
  try {
    head = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Unusable(`The head ${file} cannot be read: ${error.message}`);
  }
  const { position, hash, at, public_key, signature } = head ?? {};
  const texts = [hash, at, public_key, signature];
  if (!Number.isSafeInteger(position) || texts.some((text) => typeof text !== 'string')) {
    throw new Unusable(`${file} is not a head: position, hash, at, public_key, signature.`);
  }
  return { file, position, hash, at, public_key, signature };
}

/** Whether the key that a head names has signed it, and is the key that was asked for. */
function checkSignature({ file, position, hash, at, public_key, signature }, key) {
  if (key !== undefined && public_key !== key) {
    throw new Finding(
      position,
      `the head ${file} is signed by another key: ${public_key}`,
      ADVICE.signature,
    );
  }
  const message = Buffer.from(`gatehouse-head-v1\n${position}\n${hash}\n${at}`, 'utf8');
  let isSigned = false;
  try {
    const x = Buffer.from(public_key, 'base64').toString('base64url');
    const jwk = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } });
    isSigned = verify(null, message, jwk, Buffer.from(signature, 'base64'));
  } catch {
    // No key, or no signature.
  }
  if (!isSigned)
    throw new Finding(position, `the signature of the head ${file} is wrong`, ADVICE.signature);
}

/** Whether the file is the log that a head is of. */
function checkHead({ file, position, hash }, chain) {
  const found = chain.hashes.get(position);
  if (found === hash) return;
  if (found !== undefined) {
    throw new Finding(
      position,
      `the head ${file} has another hash there: the log was rewritten, or it is another community's`,
      ADVICE.head,
    );
  }
  throw new Finding(
    Math.max(chain.next, 1),
    position > chain.position
      ? `the file ends at ${chain.position}, and the head ${file} is at ${position}: it is cut short, ` +
          "or the head is another community's"
      : `the file begins behind the head ${file}, which is at ${position}`,
    ADVICE.cut,
  );
}

async function examine({ file, head: headFiles, key }) {
  const heads = headFiles.map(readHead);
  for (const head of heads) checkSignature(head, key);
  const chain = new Chain(heads.map(({ position }) => position));
  try {
    for await (const bytes of linesOf(file)) {
      if (bytes === undefined) throw new Finding(chain.next, 'the line is cut off', ADVICE.cut);
      chain.take(parseLine(bytes, chain.next));
    }
  } catch (error) {
    if (error instanceof Finding) throw Object.assign(error, { checked: countOf(chain) });
    throw new Unusable(`${file} cannot be read: ${error.message}`);
  }
  for (const head of heads) checkHead(head, chain);
  if (chain.first === undefined && heads.length === 0) throw new Unusable(`${file} is empty.`);
  return { chain, heads };
}

function countOf({ first, position }) {
  return first === undefined ? 0 : position - first + 1;
}

/** What keeps an intact file from being proof of the whole. */
function reservations(chain, heads) {
  const isAnchored = chain.first === 1 || heads.some((head) => head.position < chain.first);
  return [
    ...(chain.masked > 0 ? [`${chain.masked} events are masked: their content is not proven`] : []),
    ...(isAnchored ? [] : [`it begins at ${chain.first}: what came before is not proven`]),
  ];
}

function say(json, result, text) {
  process.stdout.write(json ? `${JSON.stringify(result)}\n` : `${text}\n`);
}

async function main() {
  const options = readArguments();
  if (options.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  try {
    const { chain, heads } = await examine(options);
    const reserved = reservations(chain, heads);
    const checked = countOf(chain);
    const head = { position: chain.position, hash: chain.hash };
    say(
      options.json,
      { ok: true, checked, head, first_bad_position: null, masked: chain.masked, reserved },
      [
        `Intact: ${checked} events, ${chain.first} to ${chain.position}.`,
        `Head: ${chain.hash}`,
        ...heads.map(({ file, position, at }) => `Agrees with ${file}: ${position}, signed ${at}.`),
        ...reserved.map((what) => `But ${what}.`),
      ].join('\n'),
    );
    return reserved.length > 0 ? 3 : 0;
  } catch (error) {
    if (!(error instanceof Finding)) throw error;
    const { position, message, advice, checked = 0 } = error;
    say(
      options.json,
      { ok: false, checked, first_bad_position: position, why: message, advice },
      `NOT INTACT at position ${position}: ${message}.\n${advice}`,
    );
    return 1;
  }
}

main().then(
  (code) => (process.exitCode = code),
  (error) => {
    if (!(error instanceof Unusable)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  },
);
