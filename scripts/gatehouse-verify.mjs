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
  --handover <file>   the receipt of a LogKeyReplaced that follows from that key: what its successor signed counts,
                      too; may be given more than once, for one replacement after the other
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
  rewritten:
    'Two histories of one length were signed. Keep both texts: together they prove it to everybody.',
  consistency:
    'A proof can be spoilt on its way: fetch it once more. If the server goes on giving none that holds, ask it for the ' +
    'checkpoint of the older size (from=<size>&to=<size>): with another root than the one that was kept, the two ' +
    'together prove to everybody that the log was rewritten.',
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
/** What of the options each command goes by: one that would do nothing is refused. */
const OPTIONS = {
  export: ['key', 'handover', 'head', 'checkpoint', 'witness', 'needed'],
  receipt: ['key', 'handover', 'hash', 'witness', 'needed'],
  checkpoint: ['key', 'handover', 'witness', 'needed'],
  consistency: ['key', 'handover', 'witness', 'needed'],
};

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        head: { type: 'string', multiple: true },
        checkpoint: { type: 'string', multiple: true },
        key: { type: 'string' },
        handover: { type: 'string', multiple: true },
        witness: { type: 'string', multiple: true },
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
    for (const name of Object.keys(values)) {
      const isAlways = name === 'json' || name === 'help';
      if (!isAlways && !OPTIONS[command].includes(name)) {
        throw new Error(`${command} has no --${name}`);
      }
    }
    return { ...values, command, files, ...pinnedBy(command, values), ...witnessesIn(values) };
  } catch (error) {
    throw new Unusable(`${error.message}\n\n${USAGE}`);
  }
}

/** Which keys count, and what was pinned. */
function pinnedBy(command, { key, witness, head = [], checkpoint = [], handover = [] }) {
  const isPinned = head.length + checkpoint.length > 0;
  const takesKey = command !== 'export' || checkpoint.length + handover.length > 0;
  if (key === undefined && takesKey) throw new Error('name the key of the log: --key');
  if (command === 'export' && !isPinned && (key ?? witness) !== undefined) {
    throw new Error(
      '--key and --witness are about what was pinned: give a --head or a --checkpoint',
    );
  }
  const keys = key === undefined ? undefined : [logKey(key)];
  if (keys) follow(keys, handover);
  return { head, checkpoint, keys };
}

/** So many different keys must have signed. */
function witnessesIn({ witness = [], needed }) {
  const witnesses = witness.map(witnessKey);
  const different = new Set(witnesses.map(({ publicKey }) => publicKey.toString('hex')));
  if (different.size < witnesses.length) throw new Error('a witness is named twice');
  if (needed === undefined) return { witnesses, needed: witnesses.length };
  if (/^[1-9]\d*$/.test(needed) && Number(needed) <= witnesses.length) {
    return { witnesses, needed: Number(needed) };
  }
  throw new Error('--needed must be a number from 1 to that of the witnesses');
}

/** What comes from elsewhere, in what is printed: nothing in it can move the cursor. */
function shown(text) {
  const escaped = (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return String(text).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escaped);
}

/** Base64 in its one form. */
function base64(text) {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

/** A size, or the number of an entry; nothing for what is none. */
function wholeNumber(text) {
  const number = /^(0|[1-9]\d{0,15})$/.test(text ?? '') ? Number(text) : undefined;
  return Number.isSafeInteger(number) ? number : undefined;
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
  const hasControls = [...whole].some((character) => character < ' ' && character !== '\n');
  if (cut <= 0 || lines.pop() !== '' || hasControls) {
    throw new Unusable(`${file} has no signed note.`);
  }
  const signatures = lines.map((line) => {
    const [, name, encoded] = /^\u2014 ([^\s+]+) (\S+)$/.exec(line) ?? [];
    const bytes = base64(encoded ?? '');
    if (name === undefined || bytes === undefined || bytes.length <= 4) {
      throw new Unusable(`${file} has a line that is no signature: ${shown(line)}`);
    }
    return { name, id: bytes.subarray(0, 4), bytes: bytes.subarray(4) };
  });
  return { text: whole.slice(0, cut + 1), signatures };
}

/** Whether one of these keys has signed it, and none wrongly: signatures of others are passed over. */
function isSignedBy({ text, signatures }, ...keys) {
  const verdicts = keys.flatMap(({ name, type, publicKey }) => {
    const id = keyId(name, type, publicKey);
    const own = signatures.filter((each) => each.name === name && each.id.equals(id));
    return own.map(({ bytes }) => holds(text, bytes, type, publicKey));
  });
  return verdicts.length > 0 && verdicts.every(Boolean);
}

/** A witness signs the time, too (c2sp.org/tlog-cosignature). */
function holds(text, bytes, type, publicKey) {
  if (type === NOTE_SIGNATURE) return verify(null, Buffer.from(text), ed25519(publicKey), bytes);
  // Eight bytes of seconds, of which the first bit is not used.
  if (bytes.length !== 72 || bytes[0] > 0x7f) return false;
  const message = Buffer.from(`cosignature/v1\ntime ${bytes.readBigUInt64BE()}\n${text}`);
  return verify(null, message, ed25519(publicKey), bytes.subarray(8));
}

// Checkpoints and trees: c2sp.org/tlog-checkpoint, RFC 6962 and RFC 9162

/** A checkpoint that the log has signed, and enough witnesses. */
function checkpointIn(whole, file, { keys = [], witnesses, needed }) {
  const note = noteIn(whole, file);
  const [origin = '', digits, encoded = '', ...more] = note.text.slice(0, -1).split('\n');
  const [size, root] = [wholeNumber(digits), base64(encoded)];
  if (origin === '' || size === undefined || root?.length !== 32 || more.includes('')) {
    throw new Unusable(`${file} has no checkpoint.`);
  }
  const checkpoint = { file, origin, size, root };
  const wrong = (why) => {
    throw new Finding(checkpoint.size, `the checkpoint in ${file} ${why}`, ADVICE.checkpoint);
  };
  const [key] = keys;
  if (key?.name !== undefined && key.name !== origin) wrong(`is of another log: ${shown(origin)}`);
  const named = keys.map(({ publicKey }) => ({ name: origin, type: NOTE_SIGNATURE, publicKey }));
  if (key && !isSignedBy(note, ...named)) wrong('is not signed by the key of the log');
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
  if (older.size === 0) return proof.length === 0 && older.root.equals(sha256());
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
  // What stands in place of a code is ~ and a position: a line in which there is none hides nothing.
  const isMasked =
    line.masked === true &&
    line.id === `~${line.position}` &&
    (line.data === null || /~\d/.test(`${line.stream} ${line.data}`));
  const check = (field, fits) => {
    if (!fits) throw new Finding(position, `${field} has not the form of one`);
  };
  const isName = (value) => typeof value === 'string' && /^[\x21-\x7e]{1,200}$/.test(value);
  const isText = (value) =>
    typeof value === 'string' && !value.includes('\n') && value.isWellFormed();
  for (const field of ['position', 'version', 'schema_version']) {
    check(field, Number.isSafeInteger(line[field]) && line[field] > 0);
  }
  for (const field of ['id', 'stream', 'type', 'actor', 'at', 'correlation_id']) {
    check(field, isName(line[field]));
  }
  check('causation_id', line.causation_id === null || isName(line.causation_id));
  // An empty one would have the record of none.
  check('reason', line.reason === null || (isText(line.reason) && line.reason !== ''));
  check('data', isText(line.data) || (isMasked && line.data === null));
  check('masked', line.masked === undefined || isMasked);
  for (const field of ['prev_hash', 'hash']) check(field, /^[0-9a-f]{64}$/.test(line[field]));
}

/** Follows the chain line by line, and keeps nothing but where it is. */
class Chain {
  first = undefined;
  position = 0;
  hash = undefined;
  /** Positions of the lines whose content is hidden. */
  masked = [];
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
    if (line.masked) this.masked.push(line.position);
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
function checkSignature({ file, position, hash, at, public_key, signature }, keys) {
  if (keys && !keys.some(({ publicKey }) => public_key === publicKey.toString('base64'))) {
    throw new Finding(
      position,
      `the head ${file} is signed by another key: ${shown(public_key)}`,
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
  for (const head of heads) checkSignature(head, keys.keys);
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

function maskedOnes(positions) {
  const some = positions.slice(0, 10).join(', ') + (positions.length > 10 ? ', …' : '');
  return `${positions.length} events are masked: their content is not proven (${some})`;
}

/** What keeps an intact file from being proof of the whole. */
function reservations(chain, heads) {
  const isAnchored = chain.first === 1 || heads.some((head) => head.position < chain.first);
  return [
    ...(chain.masked.length > 0 ? [maskedOnes(chain.masked)] : []),
    ...(isAnchored ? [] : [`it begins at ${chain.first}: what came before is not proven`]),
  ];
}

/** The last position that something pinned speaks for. */
function pinnedUpTo(heads, checkpoints) {
  return Math.max(
    0,
    ...heads.map(({ position }) => position),
    ...checkpoints.map(({ size }) => size),
  );
}

/** What nobody has signed is only known to hang together. */
function unsignedEnd({ position }, pinned) {
  if (pinned >= position) return [];
  if (pinned === 0) return ['It hangs together, but nothing was pinned that speaks for it.'];
  return [`Pinned up to ${pinned}: what follows hangs together, but nothing speaks for it yet.`];
}

async function verifyExport(options) {
  const { chain, heads, checkpoints } = await examine(options);
  const reserved = reservations(chain, heads);
  const checked = countOf(chain);
  const pinned = pinnedUpTo(heads, checkpoints);
  const remarks = unsignedEnd(chain, pinned);
  const head = { position: chain.position, hash: chain.hash };
  return {
    code: reserved.length > 0 ? 3 : 0,
    result: {
      checked,
      head,
      pinned_up_to: pinned,
      remarks,
      first_bad_position: null,
      masked: chain.masked.length,
      reserved,
    },
    lines: [
      `Intact: ${checked} events, ${chain.first} to ${chain.position}.`,
      `Head: ${chain.hash}`,
      ...heads.map(({ file, position, at }) => `Agrees with ${file}: ${position}, signed ${at}.`),
      ...checkpoints.map(({ file, size }) => `Agrees with ${file}: the tree of ${size} events.`),
      ...remarks,
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
      `Signed by ${byWhom(checkpoint)}: ${shown(checkpoint.origin)} has ${checkpoint.size} events.`,
      `Root: ${checkpoint.root.toString('base64')}`,
    ],
  };
}

function hashesIn(lines, file) {
  return lines.map((line) => {
    const hash = base64(line);
    if (hash?.length === 32) return hash;
    throw new Unusable(`${file} has a line that is no hash: ${shown(line)}`);
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
function receiptIn(file) {
  const [[magic, ...lines], note] = splitProof(file);
  if (magic !== 'c2sp.org/tlog-proof@v1') throw new Unusable(`${file} is not a receipt.`);
  const extra = lines[0]?.startsWith('extra ') ? lines.shift().slice('extra '.length) : undefined;
  const index = wholeNumber(/^index (.*)$/.exec(lines.shift() ?? '')?.[1]);
  if (index === undefined) throw new Unusable(`${file} does not say of which event it is.`);
  const preimage = extra === undefined ? undefined : base64(extra);
  if (extra !== undefined && preimage === undefined) throw new Unusable(`${file} has no record.`);
  const record = preimage && recordIn(preimage, file);
  return { index, preimage, record, proof: hashesIn(lines, file), note };
}

/** What a record says, its fields as `hashOf` joins them. */
function recordIn(preimage, file) {
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    const fields = decoder.decode(preimage.subarray(32)).split('\n');
    const [position, , stream, , type, , , at] = fields;
    if (fields.length !== 12) throw new Error('it has not the fields of one');
    const text = fields[11];
    return { position: wholeNumber(position), stream, type, at, data: JSON.parse(text), text };
  } catch (error) {
    throw new Unusable(`The record in ${file} cannot be read: ${shown(error.message)}.`);
  }
}

function verifyReceipt({ files: [file], hash, ...keys }) {
  const { index, preimage, record, proof, note } = receiptIn(file);
  // It may be signed by the very key that it hands over to.
  const successor = record && successorIn(record, keys.keys);
  const known = successor ? [...keys.keys, successor] : keys.keys;
  const checkpoint = checkpointIn(note, file, { ...keys, keys: known });
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
  if (record && record.position !== index + 1) wrong('its record is of another position');
  const { stream, type, at, data, text } = record ?? {};
  const next = successor && verifierKeyOf(checkpoint.origin, successor);
  return {
    code: 0,
    result: {
      position: index + 1,
      hash: entry.toString('hex'),
      ...(record && { stream, type, at, data }),
      ...(successor && { new_key: next }),
      checkpoint: told(checkpoint),
    },
    lines: [
      `In the log: event ${index + 1} of ${checkpoint.size}, signed by ${byWhom(checkpoint)}.`,
      `Hash: ${entry.toString('hex')}`,
      ...(record ? [`${shown(type)} in ${shown(stream)}, at ${shown(at)}: ${shown(text)}`] : []),
      ...(successor ? [`The key from then on: ${shown(next)}`] : []),
    ],
  };
}

/** The key that one of those we know has signed for, by the event that says so. */
function successorIn({ stream, type, data }, known) {
  if (stream !== 'log-key' || type !== 'LogKeyReplaced') return undefined;
  const { old_key, new_key, signature } = data ?? {};
  if (![old_key, new_key, signature].every((text) => typeof text === 'string')) return undefined;
  const message = Buffer.from(`gatehouse-log-key-v1\n${old_key}\n${new_key}\n`);
  const before = known.find(({ publicKey }) => publicKey.toString('base64') === old_key);
  const [publicKey, bytes] = [base64(new_key), base64(signature)];
  if (!before || publicKey?.length !== 32 || bytes === undefined) return undefined;
  const isSigned = verify(null, message, ed25519(before.publicKey), bytes);
  return isSigned ? { name: before.name, publicKey } : undefined;
}

/** Adds to `keys` those that follow from them, one replacement after the other, in whatever order they are given. */
function follow(keys, files) {
  let left = files.map((file) => ({ file, record: receiptIn(file).record }));
  while (left.length > 0) {
    const next = left.find(({ record }) => record && successorIn(record, keys));
    if (!next) throw new Error(`${left[0].file} hands over from none of the keys that are known`);
    keys.push(successorIn(next.record, keys));
    left = left.filter((each) => each !== next);
  }
}

function verifierKeyOf(name, { publicKey }) {
  const material = Buffer.concat([Buffer.of(NOTE_SIGNATURE), publicKey]).toString('base64');
  return `${name}+${keyId(name, NOTE_SIGNATURE, publicKey).toString('hex')}+${material}`;
}

/** The body of c2sp.org/tlog-witness: the old size, hashes, and the newer checkpoint. */
function verifyConsistency({ files: [olderFile, file], ...keys }) {
  const older = checkpointIn(textOf(olderFile), olderFile, { ...keys, witnesses: [], needed: 0 });
  const [[first = '', ...lines], note] = splitProof(file);
  const from = wholeNumber(/^old (.*)$/.exec(first)?.[1]);
  if (from === undefined) throw new Unusable(`${file} is not a proof of consistency.`);
  const newer = checkpointIn(note, file, keys);
  if (from !== older.size) {
    throw new Unusable(
      `${file} goes on from ${from}, and ${olderFile} is of ${older.size} events.`,
    );
  }
  if (older.origin !== newer.origin) {
    const why = `they are of two logs: ${shown(older.origin)}, ${shown(newer.origin)}`;
    throw new Finding(from, why, ADVICE.head);
  }
  if (older.size === newer.size && !older.root.equals(newer.root)) {
    throw new Finding(from, `two logs of ${from} events were signed`, ADVICE.rewritten);
  }
  if (older.size > newer.size || !isBeginning(older, newer, hashesIn(lines, file))) {
    const why = `it is not proved that the log of ${newer.size} events begins with that of ${older.size}`;
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
