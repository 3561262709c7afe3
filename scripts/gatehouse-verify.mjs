// Verifies what a Gatehouse says of its log, with nothing but Node: whoever runs this need not trust the server that
// it came from. docs/log-format.md describes every byte, docs/audit.md what is proved and what is not.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { parseArgs, TextDecoder } from 'node:util';

const USAGE = `Usage:
  node gatehouse-verify.mjs export <export.ndjson> [--head <head.json>]... [--checkpoint <file>]... [--key <key>]
  node gatehouse-verify.mjs receipt <receipt> --key <key> [--hash <hash>]
  node gatehouse-verify.mjs checkpoint <checkpoint> --key <key>
  node gatehouse-verify.mjs consistency <older checkpoint> <proof> --key <key>

export       the log, from GET /api/v1/audit/export ("-" for standard input): recomputes its hash chain, and whether
             it is what heads and checkpoints that were pinned say
receipt      a receipt, from GET /api/v1/members/me/receipt or /audit/receipts/<position>: whether its event is in the
             log; that of a LogKeyReplaced says which key followed the one that you know
checkpoint   where the log is, from /log/checkpoint: whether it is signed
consistency  from GET /api/v1/audit/consistency?from=<size>: whether the log of today goes on from the older checkpoint

  --key <key>         the log's key: a verifier key, or the public key in base64
  --witness <key>     the verifier key of a witness who must have signed the checkpoint; may be given more than once
  --needed <number>   how many of them are enough; all of them, if it is not said
  --head <file>       a head from GET /api/v1/audit/head that was pinned; may be given more than once
  --checkpoint <file> a checkpoint that was pinned; may be given more than once
  --hash <hash>       of the event, as the audit lists it, where the receipt comes without its record
  --json              say the result as JSON

Exit codes: 0 intact; 1 not intact, or not what was pinned; 2 it could not be looked at;
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
  checkpoint:
    'Do not rely on it. Take the key of the log, and those of its witnesses, from somebody who has them from the ' +
    'operators, and fetch the checkpoint once more.',
  receipt:
    'Do not rely on it. Fetch the receipt once more; if that shows the same, show both to others who keep checkpoints.',
  consistency:
    'The log was rewritten, or these are of two logs. Keep both texts: together they prove it to everybody.',
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

/** How many files each command takes. */
const FILES = { export: 1, receipt: 1, checkpoint: 1, consistency: 2 };

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        head: { type: 'string', multiple: true, default: [] },
        checkpoint: { type: 'string', multiple: true, default: [] },
        key: { type: 'string' },
        witness: { type: 'string', multiple: true, default: [] },
        needed: { type: 'string' },
        hash: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    const [command, ...files] = positionals;
    if (values.help) return values;
    if (!Object.hasOwn(FILES, command ?? ''))
      throw new Error(`there is no command ${command ?? ''}`);
    if (files.length !== FILES[command])
      throw new Error(`${command} takes ${FILES[command]} file(s)`);
    if (values.key === undefined && command !== 'export')
      throw new Error('name the key of the log');
    const witnesses = values.witness.map(witnessKey);
    const needed = Number(values.needed ?? witnesses.length);
    if (!(needed >= 0 && needed <= witnesses.length)) throw new Error('--needed is not so many');
    const key = values.key === undefined ? undefined : logKey(values.key);
    return { ...values, command, files, key, witnesses, needed };
  } catch (error) {
    throw new Unusable(`${error.message}\n\n${USAGE}`);
  }
}

function sha256(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

function ed25519(publicKey) {
  const x = publicKey.toString('base64url');
  return createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } });
}

// Signed notes: c2sp.org/signed-note

const NOTE_SIGNATURE = 1;
const COSIGNATURE = 4;

function keyId(name, type, publicKey) {
  return sha256(`${name}\n`, Buffer.of(type), publicKey).subarray(0, 4);
}

function verifierKey(text, type, what) {
  const [, name, id, material] = /^([^\s+]+)\+([0-9a-f]{8})\+([0-9A-Za-z+/]{44})$/.exec(text) ?? [];
  const bytes = Buffer.from(material ?? '', 'base64');
  const publicKey = bytes.subarray(1);
  if (bytes[0] !== type || keyId(name, type, publicKey).toString('hex') !== id) {
    throw new Error(`${text} is not the verifier key of a ${what}`);
  }
  return { name, type, publicKey };
}

/** A log's key by its verifier key or, for whoever has only that, its public key: its name is then any. */
function logKey(text) {
  if (/^[0-9A-Za-z+/]{43}=$/.test(text)) return { publicKey: Buffer.from(text, 'base64') };
  return verifierKey(text, NOTE_SIGNATURE, 'log');
}

function witnessKey(text) {
  return verifierKey(text, COSIGNATURE, 'witness');
}

/** The text that is signed, and the signatures below it. */
function noteIn(whole, file) {
  const cut = whole.lastIndexOf('\n\n');
  const lines = whole.slice(cut + 2).split('\n');
  if (cut <= 0 || lines.pop() !== '') throw new Unusable(`${file} has no signed note.`);
  const signatures = lines.map((line) => {
    const [, name, encoded] = /^\u2014 ([^\s+]+) ([0-9A-Za-z+/]+={0,2})$/.exec(line) ?? [];
    if (name === undefined) throw new Unusable(`${file} has a line that is no signature: ${line}`);
    const bytes = Buffer.from(encoded, 'base64');
    return { name, id: bytes.subarray(0, 4), bytes: bytes.subarray(4) };
  });
  return { text: whole.slice(0, cut + 1), signatures };
}

function isSignedBy({ text, signatures }, { name, type, publicKey }) {
  const id = keyId(name, type, publicKey);
  const own = signatures.filter((each) => each.name === name && each.id.equals(id));
  return own.length > 0 && own.every(({ bytes }) => holds(text, bytes, type, publicKey));
}

/** A witness signs the time, too (c2sp.org/tlog-cosignature). */
function holds(text, bytes, type, publicKey) {
  if (type === NOTE_SIGNATURE) return verify(null, Buffer.from(text), ed25519(publicKey), bytes);
  if (bytes.length !== 72) return false;
  const message = Buffer.from(`cosignature/v1\ntime ${bytes.readBigUInt64BE()}\n${text}`);
  return verify(null, message, ed25519(publicKey), bytes.subarray(8));
}

// Checkpoints and trees: c2sp.org/tlog-checkpoint, RFC 6962 and RFC 9162

/** A checkpoint that the log has signed, and enough witnesses. */
function checkpointIn(whole, file, { key, witnesses, needed }) {
  const note = noteIn(whole, file);
  const [origin = '', size = '', encoded = ''] = note.text.split('\n');
  const root = Buffer.from(encoded, 'base64');
  if (!/^(0|[1-9]\d{0,15})$/.test(size) || root.length !== 32) {
    throw new Unusable(`${file} has no checkpoint.`);
  }
  const checkpoint = { file, origin, size: Number(size), root };
  const wrong = (why) => {
    throw new Finding(checkpoint.size, `the checkpoint in ${file} ${why}`, ADVICE.checkpoint);
  };
  if (key?.name !== undefined && key.name !== origin) wrong(`is of another log: ${origin}`);
  if (key && !isSignedBy(note, { name: origin, type: NOTE_SIGNATURE, publicKey: key.publicKey })) {
    wrong('is not signed by the key of the log');
  }
  const vouching = witnesses.filter((witness) => isSignedBy(note, witness)).map(({ name }) => name);
  if (vouching.length < needed) {
    wrong(`is signed by ${vouching.length} of the witnesses, and ${needed} are needed`);
  }
  return { ...checkpoint, vouching };
}

const leafHash = (entry) => sha256(Buffer.of(0), entry);
const nodeHash = (left, right) => sha256(Buffer.of(1), left, right);
/** Sizes pass what bitwise operators can hold. */
const half = (number) => Math.floor(number / 2);
const isOdd = (number) => number % 2 === 1;

/** The root over the leaves so far: of each complete subtree its hash, the largest first. */
class Tree {
  subtrees = [];
  size = 0;

  add(entry) {
    let hash = leafHash(entry);
    for (let size = this.size++; isOdd(size); size = half(size)) {
      hash = nodeHash(this.subtrees.pop(), hash);
    }
    this.subtrees.push(hash);
  }

  get root() {
    const [last = sha256(), ...others] = this.subtrees.toReversed();
    return others.reduce((right, left) => nodeHash(left, right), last);
  }
}

/** The root that a leaf and its proof, from its sibling up, come to; nothing if the proof has not the right length. */
function rootFrom(leaf, index, size, proof) {
  let [node, last, hash] = [index, size - 1, leaf];
  for (const sibling of proof) {
    if (last <= 0) return undefined;
    if (isOdd(node) || node === last) {
      hash = nodeHash(sibling, hash);
      while (!isOdd(node) && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      hash = nodeHash(hash, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 ? hash : undefined;
}

/** Whether the older tree is what the newer one begins with. */
function isBeginning(older, newer, proof) {
  if (older.size === newer.size) return proof.length === 0 && older.root.equals(newer.root);
  if (older.size === 0) return proof.length === 0;
  let [node, last] = [older.size - 1, newer.size - 1];
  while (isOdd(node)) [node, last] = [half(node), half(last)];
  // All of the older tree is one subtree of the newer: its root is known.
  const [first, ...rest] = node === 0 ? [older.root, ...proof] : proof;
  if (first === undefined) return false;
  let [before, after] = [first, first];
  for (const hash of rest) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      before = nodeHash(hash, before);
      after = nodeHash(hash, after);
      while (!isOdd(node) && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      after = nodeHash(after, hash);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && before.equals(older.root) && after.equals(newer.root);
}

// The export: a chain of hashes, line by line

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
  /** Roots at the sizes of the checkpoints. */
  roots = new Map();
  tree = new Tree();

  constructor(heads, checkpoints) {
    this.wanted = new Set(heads.map(({ position }) => position));
    this.sizes = new Set(checkpoints.map(({ size }) => size));
    this.measure();
  }

  measure() {
    if (this.sizes.has(this.tree.size)) this.roots.set(this.tree.size, this.tree.root);
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
    // A tree needs the log from its beginning.
    if (this.first === 1 && this.sizes.size > 0) {
      this.tree.add(Buffer.from(this.hash, 'hex'));
      this.measure();
    }
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
  if (key !== undefined && public_key !== key.publicKey.toString('base64')) {
    throw new Finding(
      position,
      `the head ${file} is signed by another key: ${public_key}`,
      ADVICE.signature,
    );
  }
  const message = Buffer.from(`gatehouse-head-v1\n${position}\n${hash}\n${at}`, 'utf8');
  let isSigned = false;
  try {
    const key = ed25519(Buffer.from(public_key, 'base64'));
    isSigned = verify(null, message, key, Buffer.from(signature, 'base64'));
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

/** Whether the file is the log that a checkpoint is of. */
function checkRoot({ file, size, root }, chain) {
  const found = chain.roots.get(size);
  if (found?.equals(root)) return;
  if (found) {
    const why = `the root over them is another than in ${file}: the log was rewritten, or it is another community's`;
    throw new Finding(size, why, ADVICE.head);
  }
  const why =
    chain.first === 1 || chain.first === undefined
      ? `the file ends at ${chain.position}, and the checkpoint ${file} is of ${size} events`
      : `the file begins at ${chain.first}: the checkpoint ${file} is over all of the log`;
  throw new Finding(Math.max(chain.next, 1), why, ADVICE.cut);
}

async function examine({ files: [file], head: headFiles, checkpoint: checkpointFiles, ...keys }) {
  const heads = headFiles.map(readHead);
  for (const head of heads) checkSignature(head, keys.key);
  const checkpoints = checkpointFiles.map((each) => checkpointIn(textOf(each), each, keys));
  const chain = new Chain(heads, checkpoints);
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
  for (const checkpoint of checkpoints) checkRoot(checkpoint, chain);
  const isPinned = heads.length + checkpoints.length > 0;
  if (chain.first === undefined && !isPinned) throw new Unusable(`${file} is empty.`);
  return { chain, heads, checkpoints };
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

async function verifyExport(options) {
  const { chain, heads, checkpoints } = await examine(options);
  const reserved = reservations(chain, heads);
  const checked = countOf(chain);
  const head = { position: chain.position, hash: chain.hash };
  return {
    code: reserved.length > 0 ? 3 : 0,
    result: { checked, head, first_bad_position: null, masked: chain.masked, reserved },
    lines: [
      `Intact: ${checked} events, ${chain.first} to ${chain.position}.`,
      `Head: ${chain.hash}`,
      ...heads.map(({ file, position, at }) => `Agrees with ${file}: ${position}, signed ${at}.`),
      ...checkpoints.map(({ file, size }) => `Agrees with ${file}: the tree of ${size} events.`),
      ...reserved.map((what) => `But ${what}.`),
    ],
  };
}

function textOf(file) {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new Unusable(`${file} cannot be read: ${error.message}`);
  }
}

/** A checkpoint, as a result says it. */
function told({ origin, size, root, vouching }) {
  return { origin, size, root: root.toString('base64'), witnesses: vouching };
}

function byWhom({ vouching }) {
  return vouching.length > 0 ? `the log and ${vouching.join(', ')}` : 'the log';
}

function verifyCheckpoint({ files: [file], ...keys }) {
  const checkpoint = checkpointIn(textOf(file), file, keys);
  return {
    code: 0,
    result: told(checkpoint),
    lines: [
      `Signed by ${byWhom(checkpoint)}: ${checkpoint.origin} has ${checkpoint.size} events.`,
      `Root: ${checkpoint.root.toString('base64')}`,
    ],
  };
}

function hashesIn(lines, file) {
  return lines.map((line) => {
    const hash = Buffer.from(line, 'base64');
    if (hash.length === 32 && hash.toString('base64') === line) return hash;
    throw new Unusable(`${file} has a line that is no hash: ${line}`);
  });
}

/** The lines before the first empty one, and the text behind it. */
function splitProof(file) {
  const text = textOf(file);
  const cut = text.indexOf('\n\n');
  if (cut < 0) throw new Unusable(`${file} has no proof.`);
  return [text.slice(0, cut).split('\n'), text.slice(cut + 2)];
}

/** c2sp.org/tlog-proof: the entry is the hash of an event, `extra` the hash before it and its record. */
function verifyReceipt({ files: [file], hash, ...keys }) {
  const [[magic, ...lines], note] = splitProof(file);
  if (magic !== 'c2sp.org/tlog-proof@v1') throw new Unusable(`${file} is not a receipt.`);
  const extra = lines[0]?.startsWith('extra ') ? lines.shift().slice('extra '.length) : undefined;
  const index = Number(/^index (0|[1-9]\d{0,15})$/.exec(lines.shift() ?? '')?.[1]);
  if (!Number.isSafeInteger(index))
    throw new Unusable(`${file} does not say of which event it is.`);
  const proof = hashesIn(lines, file);
  const preimage = extra === undefined ? undefined : Buffer.from(extra, 'base64');
  const record = preimage?.subarray(32).toString('utf8').split('\n');
  const [, , stream, , type, , , at, , , , data] = record ?? [];
  const successor = type === 'LogKeyReplaced' ? successorIn(JSON.parse(data), keys.key) : undefined;
  const checkpoint = checkpointIn(note, file, { ...keys, key: successor ?? keys.key });
  if (!preimage && !/^[0-9a-f]{64}$/.test(hash ?? '')) {
    throw new Unusable(`${file} comes without the record of its event: give its hash with --hash.`);
  }
  const entry = preimage ? sha256(preimage) : Buffer.from(hash, 'hex');
  const wrong = (why) => {
    throw new Finding(index + 1, why, ADVICE.receipt);
  };
  if (hash !== undefined && entry.toString('hex') !== hash)
    wrong('it is of an event with another hash');
  if (index >= checkpoint.size) wrong('the checkpoint ends before it');
  const root = rootFrom(leafHash(entry), index, checkpoint.size, proof);
  if (!root?.equals(checkpoint.root)) wrong('the event is not in the log that was signed');
  if (record && record[0] !== String(index + 1)) wrong('its record is of another position');
  return {
    code: 0,
    result: {
      position: index + 1,
      hash: entry.toString('hex'),
      ...(record && { stream, type, at, data: JSON.parse(data) }),
      ...(successor && { new_key: verifierKeyOf(checkpoint.origin, successor) }),
      checkpoint: told(checkpoint),
    },
    lines: [
      `In the log: event ${index + 1} of ${checkpoint.size}, signed by ${byWhom(checkpoint)}.`,
      `Hash: ${entry.toString('hex')}`,
      ...(record ? [`${type} in ${stream}, at ${at}: ${data}`] : []),
      ...(successor
        ? [`The key from then on: ${verifierKeyOf(checkpoint.origin, successor)}`]
        : []),
    ],
  };
}

/** The key that the one we know has signed for. */
function successorIn({ old_key, new_key, signature }, { name, publicKey }) {
  const message = Buffer.from(`gatehouse-log-key-v1\n${old_key}\n${new_key}\n`);
  const isKnown = publicKey.toString('base64') === old_key;
  const isSigned =
    isKnown && verify(null, message, ed25519(publicKey), Buffer.from(signature, 'base64'));
  return isSigned ? { name, publicKey: Buffer.from(new_key, 'base64') } : undefined;
}

function verifierKeyOf(name, { publicKey }) {
  const material = Buffer.concat([Buffer.of(NOTE_SIGNATURE), publicKey]).toString('base64');
  return `${name}+${keyId(name, NOTE_SIGNATURE, publicKey).toString('hex')}+${material}`;
}

/** The body of c2sp.org/tlog-witness: the old size, hashes, and the newer checkpoint. */
function verifyConsistency({ files: [olderFile, file], ...keys }) {
  const older = checkpointIn(textOf(olderFile), olderFile, { ...keys, witnesses: [], needed: 0 });
  const [[first = '', ...lines], note] = splitProof(file);
  const from = Number(/^old (0|[1-9]\d{0,15})$/.exec(first)?.[1]);
  if (!Number.isSafeInteger(from)) throw new Unusable(`${file} is not a proof of consistency.`);
  const newer = checkpointIn(note, file, keys);
  if (from !== older.size) {
    throw new Unusable(
      `${file} goes on from ${from}, and ${olderFile} is of ${older.size} events.`,
    );
  }
  if (older.origin !== newer.origin) {
    throw new Finding(
      from,
      `they are of two logs: ${older.origin}, ${newer.origin}`,
      ADVICE.consistency,
    );
  }
  if (older.size > newer.size || !isBeginning(older, newer, hashesIn(lines, file))) {
    const why = `the log of ${newer.size} events does not begin with that of ${older.size}`;
    throw new Finding(older.size, why, ADVICE.consistency);
  }
  return {
    code: 0,
    result: { older: told(older), newer: told(newer) },
    lines: [
      `Consistent: the log of ${newer.size} events begins with that of ${older.size}.`,
      `Signed by ${byWhom(newer)}.`,
    ],
  };
}

const COMMANDS = {
  export: verifyExport,
  receipt: verifyReceipt,
  checkpoint: verifyCheckpoint,
  consistency: verifyConsistency,
};

function say(json, result, lines) {
  process.stdout.write(json ? `${JSON.stringify(result)}\n` : `${lines.join('\n')}\n`);
}

async function main() {
  const { help, json, command, ...options } = readArguments();
  if (help) {
    process.stdout.write(USAGE);
    return 0;
  }
  try {
    const { code, result, lines } = await COMMANDS[command](options);
    say(json, { ok: true, ...result }, lines);
    return code;
  } catch (error) {
    if (!(error instanceof Finding)) throw error;
    const { position, message, advice, checked = 0 } = error;
    say(json, { ok: false, checked, first_bad_position: position, why: message, advice }, [
      `NOT INTACT at position ${position}: ${message}.`,
      advice,
    ]);
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
