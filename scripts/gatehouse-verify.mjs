// Verifies what a Gatehouse says of its log, with nothing but Node: whoever runs this need not trust the server that
// it came from. docs/log-format.md describes every byte, docs/audit.md what is proved and what is not. Below stands
// what is hashed, what is signed, then the four commands, and at the end the arguments and the output.
import { createPublicKey, hash as digest, verify } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const USAGE = `Usage: node gatehouse-verify.mjs <command> <file>... [options]

export <export.ndjson>   the log, from GET /api/v1/audit/export ("-" for standard input): recomputes its hash chain, and
                         whether it is what heads and checkpoints that were pinned say
receipt <receipt>        from GET /api/v1/members/me/receipt or /audit/receipts/<position>: whether its event is in the
                         log; that of a LogKeyReplaced says which key followed the one that you know
checkpoint <checkpoint>  where the log is, from /log/checkpoint: whether it is signed
consistency <older checkpoint> <proof>
                         from GET /api/v1/audit/consistency?from=<size>: whether the log of today goes on from the older

Options (those with ... may be given more than once):
  --key <key>            the log's key: a verifier key, or the public key in base64; an export needs it for checkpoints
  --handover <file> ...  the receipt of a LogKeyReplaced that follows from that key: what its successor signed counts
  --witness <key> ...    the verifier key of a witness who must have signed the checkpoint
  --needed <number>      how many of them are enough; all of them, if it is not said
  --head <file> ...      a head from GET /api/v1/audit/head that was pinned
  --checkpoint <file> ... a checkpoint that was pinned
  --hash <hash>          of the event, as the audit lists it, where the receipt comes without its record
  --json                 say the result as JSON

Exit codes: 0 intact; 1 not intact, or not what was pinned; 2 it could not be looked at;
3 intact as far as can be seen: lines are masked, or the file begins in the middle of the log.
`;

/** What to do about what was found. */
const ADVICE = {
  content:
    'Export once more. If that shows the same, stop writing to the log, and restore a backup that agrees with a head.',
  order:
    'Put each line there once, in the order of positions. If the log itself lacks one, restore a backup that has it.',
  cut: 'Append what is behind the last whole line (?after=<its position>), or restore a backup that has it.',
  other:
    'Compare public_key with GET /api/v1/audit/head. If both are of one community, the log was rewritten: restore a backup.',
  untrusted:
    'Do not rely on it. Fetch it again, or take one that you kept, and keys from the operators; show it to others.',
  proof:
    'Fetch it once more, then the checkpoint of the older size (from=<size>&to=<size>): another root proves a rewrite.',
  rewritten: 'Keep both texts: together they prove to everybody that the log was rewritten.',
};

/** What is not as it should be, at a position of the log. Any other error means that it could not be looked at. */
class Finding extends Error {}

function must(holds, position, why, advice = ADVICE.content) {
  if (!holds) throw Object.assign(new Finding(why), { position, advice });
}

function need(holds, why) {
  if (!holds) throw new Error(why);
}

function textOf(file) {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new Error(`${file} cannot be read: ${error.message}`, { cause: error });
  }
}

function jsonIn(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const linesIn = (text) => text.split('\n').slice(0, -1);

/** The bytes of base64 in its one form; nothing for any other. */
function base64(text) {
  const bytes = Buffer.from(typeof text === 'string' ? text : '', 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

/** A size, or the number of an entry; nothing for what is none. */
function wholeNumber(text) {
  const number = /^(0|[1-9]\d{0,15})$/.test(text) ? Number(text) : undefined;
  return Number.isSafeInteger(number) ? number : undefined;
}

// What is hashed: each event, with the hash before it

function sha256(...parts) {
  return digest('sha256', Buffer.concat(parts.map((part) => Buffer.from(part))), 'buffer');
}

const matches = (value, pattern) => typeof value === 'string' && pattern.test(value);
const isCount = (value) => Number.isSafeInteger(value) && value > 0;
const isName = (value) => matches(value, /^[\x21-\x7e]{1,200}$/);
const isText = (value) => matches(value, /^[^\n]*$/) && value.isWellFormed();
const isHash = (value) => matches(value, /^[0-9a-f]{64}$/);

/** The fields of a line in their order, and their forms: none holds a line feed, so no two records look the same. */
const FORMS = {
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
  masked: (value, line) => value === undefined || (value === true && hides(line)),
};
const FIELDS = Object.keys(FORMS);
/** Those that are hashed. */
const RECORD = FIELDS.slice(0, FIELDS.indexOf('prev_hash'));

/** What stands in place of a code is ~ and a position: a line in which there is none hides nothing. */
function hides({ position, id, stream, data }) {
  return id === `~${position}` && (data === null || /~\d/.test(`${stream} ${data}`));
}

/** A line as an export writes it, byte for byte. */
function lineIn(bytes, position) {
  const line = jsonIn(bytes.toString());
  must(line instanceof Object, position, 'the line is not an event in JSON');
  const again = Buffer.from(JSON.stringify(line, FIELDS));
  must(again.equals(bytes), position, 'the line is not as an export writes it');
  for (const [field, fits] of Object.entries(FORMS)) {
    must(fits(line[field], line), position, `${field} has not the form of one`);
  }
  return line;
}

/** The hash of a line: over the hash before it, and its record. */
function hashOf(line) {
  const record = RECORD.map((field) => line[field] ?? '').join('\n');
  return sha256(Buffer.from(line.prev_hash, 'hex'), record).toString('hex');
}

/** Follows the lines, and keeps nothing but where it is, and what it came by at the positions of pins. */
class Chain {
  position = 0;
  checked = 0;
  /** Positions of the lines whose content is hidden. */
  masked = [];

  constructor(pins) {
    this.passed = new Map(pins.map(({ position }) => [position, {}]));
    // A tree takes its time: only for checkpoints.
    this.subtrees = pins.some(({ what }) => what === 'checkpoint') ? [] : undefined;
    this.moveTo(0);
  }

  moveTo(position, hash) {
    Object.assign(this, { position, hash });
    if (!this.passed.has(position)) return;
    this.passed.set(position, { head: hash, checkpoint: this.subtrees && rootOf(this.subtrees) });
  }

  /** A file may begin in the middle of the log. */
  begin({ position, prev_hash }) {
    const isFirst = prev_hash === '0'.repeat(64);
    must((position === 1) === isFirst, 1, 'the first event, and no other, follows a hash of zeros');
    // There is no tree without the leaves before.
    if (!isFirst) this.subtrees = undefined;
    this.first = position;
    this.moveTo(position - 1, prev_hash);
  }

  take(line) {
    if (this.first === undefined) this.begin(line);
    const [{ position, prev_hash, hash, masked }, next] = [line, this.position + 1];
    must(position === next, next, `there is the event ${position} in its place`, ADVICE.order);
    must(prev_hash === this.hash, next, 'prev_hash is not the hash of the event before');
    must(masked || hashOf(line) === hash, next, 'the hash is not that of the event');
    if (masked) this.masked.push(position);
    if (this.subtrees) addLeaf(this.subtrees, this.position, Buffer.from(hash, 'hex'));
    this.moveTo(position, hash);
    this.checked++;
  }
}

// What is hashed, too: the hashes of the events as leaves of a tree (RFC 6962, RFC 9162)

const leafHash = (entry) => sha256([0], entry);
const nodeHash = (left, right) => sha256([1], left, right);
/** Sizes pass what bitwise operators can hold. */
const half = (number) => Math.floor(number / 2);
const isOdd = (number) => number % 2 === 1;

/** A tree grows as its complete subtrees, of which the hashes are kept, the largest first. */
function addLeaf(subtrees, size, entry) {
  let hash = leafHash(entry);
  for (let rest = size; isOdd(rest); rest = half(rest)) hash = nodeHash(subtrees.pop(), hash);
  subtrees.push(hash);
}

function rootOf(subtrees) {
  const [last = sha256(), ...others] = subtrees.toReversed();
  return others.reduce((right, left) => nodeHash(left, right), last).toString('base64');
}

/** On which side each hash of a proof stands, on the way up from a node; nothing if there are too few or too many. */
function siblingsOf([node, last], proof) {
  const siblings = [];
  for (const hash of proof) {
    if (last === 0) return undefined;
    const isLeft = isOdd(node) || node === last;
    siblings.push({ hash, isLeft });
    // The last node goes up alone to where it has a sibling.
    while (isLeft && !isOdd(node) && node !== 0) [node, last] = [half(node), half(last)];
    [node, last] = [half(node), half(last)];
  }
  return last === 0 ? siblings : undefined;
}

function rootOver(node, siblings) {
  const above = (below, { hash, isLeft }) => nodeHash(...(isLeft ? [hash, below] : [below, hash]));
  return siblings?.reduce(above, node).toString('base64');
}

/** Whether the older tree is what the newer one begins with. */
function isBeginning(older, newer, proof) {
  if (older.size > newer.size) return false;
  if (older.size === newer.size) return proof.length === 0 && older.root === newer.root;
  if (older.size === 0) return proof.length === 0 && older.root === rootOf([]);
  // Up to the last complete subtree of the older tree; where that is all of it, its root is known.
  let [node, last] = [older.size - 1, newer.size - 1];
  while (isOdd(node)) [node, last] = [half(node), half(last)];
  const [subtree, ...rest] = node === 0 ? [base64(older.root), ...proof] : proof;
  const siblings = subtree && siblingsOf([node, last], rest);
  // To the right of it stands only what is newer.
  const before = siblings?.filter(({ isLeft }) => isLeft);
  return rootOver(subtree, before) === older.root && rootOver(subtree, siblings) === newer.root;
}

// What is signed: notes (c2sp.org/signed-note), by keys of these types

const LOG = 1;
const WITNESS = 4;

/** Ed25519, by a public key in base64. */
function isSigned(message, signature, publicKey) {
  const bytes = base64(publicKey);
  if (bytes?.length !== 32 || signature === undefined) return false;
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') };
  const key = createPublicKey({ format: 'jwk', key: jwk });
  return verify(null, Buffer.from(message), key, signature);
}

/** A public key under a name, with its id, and the verifier key that others know it by. */
function keyOf(name, type, publicKey) {
  const material = Buffer.concat([Buffer.of(type), Buffer.from(publicKey, 'base64')]);
  const id = sha256(`${name}\n`, material).toString('hex', 0, 4);
  return { name, type, publicKey, id, text: `${name}+${id}+${material.toString('base64')}` };
}

/** The key in a verifier key, if that is written as it should be, id and type included. */
function keyIn(text, type, whose) {
  const [, name, material] = /^([^\s+]+)\+[0-9a-f]{8}\+([0-9A-Za-z+/]{44})$/.exec(text) ?? [];
  const key = keyOf(name, type, base64(material)?.toString('base64', 1) ?? '');
  need(name && key.text === text, `${text} is not the verifier key of a ${whose}`);
  return key;
}

/** Whether a key has signed a note: a witness signs the time, too (c2sp.org/tlog-cosignature). */
function hasSigned(text, bytes, { type, publicKey }) {
  if (type === LOG) return isSigned(text, bytes, publicKey);
  // Eight bytes of seconds, of which the first bit is not used.
  if (bytes.length !== 72 || bytes[0] > 0x7f) return false;
  const message = `cosignature/v1\ntime ${bytes.readBigUInt64BE()}\n${text}`;
  return isSigned(message, bytes.subarray(8), publicKey);
}

/** Whether one of these keys has signed it, and none wrongly: signatures of others are passed over. */
function isSignedBy({ text, signatures }, keys) {
  const verdicts = keys.flatMap((key) => {
    const own = signatures.filter(({ name, id }) => name === key.name && id === key.id);
    return own.map(({ bytes }) => hasSigned(text, bytes, key));
  });
  return verdicts.length > 0 && verdicts.every(Boolean);
}

function signatureIn(line, file) {
  const [, name, encoded] = /^\u2014 ([^\s+]+) (\S+)$/.exec(line) ?? [];
  const bytes = base64(encoded);
  need(bytes?.length > 4, `${file} has a line that is no signature: ${line}`);
  return { name, id: bytes.toString('hex', 0, 4), bytes: bytes.subarray(4) };
}

/** A checkpoint (c2sp.org/tlog-checkpoint) that the log has signed, and enough witnesses. */
function checkpointIn(whole, file, { name, keys, witnesses, needed }) {
  const form = /^(([^\n]+)\n(\d+)\n([^\n]+)\n(?:[^\n]+\n)*)\n((?:[^\n]+\n)*)$/;
  const [, text, origin, digits, root, lines] = form.exec(whole) ?? [];
  const size = wholeNumber(digits);
  const hasControls = [...whole].some((character) => character < ' ' && character !== '\n');
  const isOne = size !== undefined && base64(root)?.length === 32 && !hasControls;
  need(isOne, `${file} has no signed checkpoint.`);
  const note = { text, signatures: linesIn(lines).map((line) => signatureIn(line, file)) };
  const check = (ok, why) => must(ok, size, `the checkpoint in ${file} ${why}`, ADVICE.untrusted);
  check(name === undefined || name === origin, `is of another log: ${origin}`);
  const own = keys.map((key) => keyOf(origin, LOG, key));
  check(isSignedBy(note, own), 'is not signed by the key of the log');
  const vouching = witnesses.filter((each) => isSignedBy(note, [each])).map((each) => each.name);
  const few = `is signed by ${vouching.length} of the witnesses, and ${needed} are needed`;
  check(vouching.length >= needed, few);
  return { origin, size, root, witnesses: vouching };
}

/** The key that one of those we know has signed for, by the event that says so. */
function successorIn({ stream, type, data }, keys) {
  const { old_key, new_key, signature } = data ?? {};
  const isHandover = stream === 'log-key' && type === 'LogKeyReplaced' && keys.includes(old_key);
  if (!isHandover || base64(new_key)?.length !== 32) return undefined;
  const message = `gatehouse-log-key-v1\n${old_key}\n${new_key}\n`;
  return isSigned(message, base64(signature), old_key) ? new_key : undefined;
}

/** A key, and those that follow from it, in whatever order the receipts of the replacements are given. */
function withSuccessors(key, files) {
  const keys = [key];
  let left = files.map((file) => ({ file, said: receiptIn(file).record?.said ?? {} }));
  while (left.length > 0) {
    const next = left.find(({ said }) => successorIn(said, keys));
    need(next, `${left[0].file} hands over from none of the keys that are known`);
    keys.push(successorIn(next.said, keys));
    left = left.filter((each) => each !== next);
  }
  return keys;
}

// The first command: an export, and the heads and checkpoints that it must agree with, as pins

/** A head, signed by the key that it names, which is one that was asked for. */
function headIn(file, keys) {
  const { position, hash, at, public_key, signature } = jsonIn(textOf(file)) ?? {};
  const isOne = Number.isSafeInteger(position) && [hash, at, public_key, signature].every(isText);
  need(isOne, `${file} is not a head: position, hash, at, public_key, signature.`);
  const check = (ok, why) => must(ok, position, why, ADVICE.untrusted);
  const isKnown = keys === undefined || keys.includes(public_key);
  check(isKnown, `the head ${file} is signed by another key: ${public_key}`);
  const message = `gatehouse-head-v1\n${position}\n${hash}\n${at}`;
  const isRight = isSigned(message, base64(signature), public_key);
  check(isRight, `the signature of the head ${file} is wrong`);
  return { what: 'head', file, position, value: hash, said: `${position}, signed ${at}` };
}

function pinnedCheckpointIn(file, trusted) {
  const { size, root } = checkpointIn(textOf(file), file, trusted);
  const said = `the tree of ${size} events`;
  return { what: 'checkpoint', file, position: size, value: root, said };
}

/** Whether the file is the log that was pinned. */
function checkPin({ what, file, position, value }, { position: end, passed }) {
  const found = passed.get(position)[what];
  const isShort = `the file ends at ${end}, and the ${what} ${file} is at ${position}: it is cut short`;
  const isLate = `the file begins behind what the ${what} ${file} speaks for`;
  const missing = position > end ? `${isShort}, or one of them is another community's` : isLate;
  must(found !== undefined, end + 1, missing, ADVICE.cut);
  const other = `the ${what} ${file} has another hash there: the log was rewritten, or it is another community's`;
  must(found === value, position, other, ADVICE.other);
}

async function chainIn(file, pins) {
  const chain = new Chain(pins);
  const stream = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: 1 << 20 });
  let rest = Buffer.alloc(0);
  try {
    for await (const chunk of stream) {
      rest = Buffer.concat([rest, chunk]);
      for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
        chain.take(lineIn(rest.subarray(0, end), chain.position + 1));
        rest = rest.subarray(end + 1);
      }
      // Lines are some hundred bytes.
      must(rest.length <= 16 * 1024 * 1024, chain.position + 1, 'the line is too long for one');
    }
    must(rest.length === 0, chain.position + 1, 'the line is cut off', ADVICE.cut);
    return chain;
  } catch (error) {
    if (error instanceof Finding) throw Object.assign(error, { checked: chain.checked });
    throw new Error(`${file} cannot be read: ${error.message}`, { cause: error });
  }
}

async function verifyExport({ files: [file], head = [], checkpoint = [], ...trusted }) {
  const heads = head.map((each) => headIn(each, trusted.keys));
  const pins = [...heads, ...checkpoint.map((each) => pinnedCheckpointIn(each, trusted))];
  const pinned_up_to = Math.max(0, ...pins.map(({ position }) => position));
  const chain = await chainIn(file, pins);
  const { first, position, hash, checked, masked } = chain;
  need(first !== undefined || pinned_up_to > 0, `${file} is empty.`);
  for (const pin of pins) checkPin(pin, chain);
  const pinned = pins.length > 0 ? `Pinned up to ${pinned_up_to}: what follows` : 'It';
  const unsigned = `${pinned} hangs together, but nothing was pinned that speaks for it.`;
  const remarks = pinned_up_to < position ? [unsigned] : [];
  const reserved = reservationsOn(chain, pins);
  const found = { checked, head: { position, hash }, pinned_up_to, remarks };
  return {
    code: reserved.length > 0 ? 3 : 0,
    result: { ...found, first_bad_position: null, masked: masked.length, reserved },
    lines: [
      `Intact: ${checked} events, ${first} to ${position}.`,
      `Head: ${hash}`,
      ...pins.map((pin) => `Agrees with ${pin.file}: ${pin.said}.`),
      ...remarks,
      ...reserved.map((what) => `But ${what}.`),
    ],
  };
}

/** What keeps an intact file from being proof of the whole. */
function reservationsOn({ first, masked }, pins) {
  const some = masked.slice(0, 10).join(', ') + (masked.length > 10 ? ', …' : '');
  const hidden = `${masked.length} events are masked: their content is not proven (${some})`;
  const missing = `it begins at ${first}: what came before is not proven`;
  const isAnchored = first === 1 || pins.some(({ position }) => position === first - 1);
  return [masked.length > 0 && hidden, !isAnchored && missing].filter(Boolean);
}

// The other commands: a receipt, a checkpoint, a proof of consistency

function hashesIn(text, file) {
  const hashes = linesIn(text).map(base64);
  const areWhole = hashes.every((hash) => hash?.length === 32);
  need(areWhole, `${file} has a line that is no hash.`);
  return hashes;
}

/** c2sp.org/tlog-proof: the entry is the hash of an event, `extra` the hash before it and its record. */
function receiptIn(file) {
  const form =
    /^c2sp\.org\/tlog-proof@v1\n(?:extra ([^\n]*)\n)?index ([^\n]*)\n((?:[^\n]+\n)*)\n([^]*)$/;
  const [, extra, digits, hashes, note] = form.exec(textOf(file)) ?? [];
  const index = wholeNumber(digits);
  need(index !== undefined, `${file} is not a receipt.`);
  const record = extra === undefined ? undefined : recordIn(base64(extra), file);
  return { index, record, proof: hashesIn(hashes, file), note };
}

/** What a record says, its fields as `hashOf` joins them. */
function recordIn(preimage = Buffer.alloc(0), file) {
  const text = preimage.toString('utf8', 32);
  const isUtf8 = Buffer.from(text).equals(preimage.subarray(32));
  const fields = text.split('\n');
  const [position, , stream, , type, , , at, , , , json] = fields;
  const said = { stream, type, at, data: jsonIn(json) };
  const isOne = isUtf8 && fields.length === RECORD.length && said.data !== undefined;
  need(isOne, `The record in ${file} cannot be read.`);
  const line = `${type} in ${stream}, at ${at}: ${json}`;
  return { entry: sha256(preimage), position: wholeNumber(position), said, line };
}

const byWhom = ({ witnesses }) => ['the log', ...witnesses].join(' and ');

async function verifyReceipt({ files: [file], hash, ...trusted }) {
  const { index, record, proof, note } = receiptIn(file);
  const position = index + 1;
  // It may be signed by the very key that it hands over to.
  const successor = record && successorIn(record.said, trusted.keys);
  const keys = successor ? [...trusted.keys, successor] : trusted.keys;
  const checkpoint = checkpointIn(note, file, { ...trusted, keys });
  need(record || isHash(hash), `${file} has no record: give the hash of its event with --hash.`);
  const entry = record?.entry ?? Buffer.from(hash, 'hex');
  const hex = entry.toString('hex');
  const check = (ok, why) => must(ok, position, why, ADVICE.untrusted);
  check(hash === undefined || hash === hex, 'it is of an event with another hash');
  check(index < checkpoint.size, 'the checkpoint ends before it');
  const root = rootOver(leafHash(entry), siblingsOf([index, checkpoint.size - 1], proof));
  check(root === checkpoint.root, 'the event is not in the log that was signed');
  check(!record || record.position === position, 'its record is of another position');
  const new_key = successor && keyOf(checkpoint.origin, LOG, successor).text;
  return {
    code: 0,
    result: { position, hash: hex, ...record?.said, new_key, checkpoint },
    lines: [
      `In the log: event ${position} of ${checkpoint.size}, signed by ${byWhom(checkpoint)}.`,
      `Hash: ${hex}`,
      ...(record ? [record.line] : []),
      ...(new_key ? [`The key from then on: ${new_key}`] : []),
    ],
  };
}

async function verifyCheckpoint({ files: [file], ...trusted }) {
  const checkpoint = checkpointIn(textOf(file), file, trusted);
  const { origin, size, root } = checkpoint;
  const signed = `Signed by ${byWhom(checkpoint)}: ${origin} has ${size} events.`;
  return { code: 0, result: checkpoint, lines: [signed, `Root: ${root}`] };
}

/** The body of c2sp.org/tlog-witness: the old size, hashes, and the newer checkpoint. */
async function verifyConsistency({ files: [olderFile, file], ...trusted }) {
  const alone = { ...trusted, witnesses: [], needed: 0 };
  const older = checkpointIn(textOf(olderFile), olderFile, alone);
  const [, digits, hashes, note] =
    /^old ([^\n]*)\n((?:[^\n]+\n)*)\n([^]*)$/.exec(textOf(file)) ?? [];
  const from = wholeNumber(digits);
  need(from !== undefined, `${file} is not a proof of consistency.`);
  const newer = checkpointIn(note, file, trusted);
  need(from === older.size, `${file} goes on from ${from}, and ${olderFile} is of ${older.size}.`);
  const two = `they are of two logs: ${older.origin}, ${newer.origin}`;
  must(older.origin === newer.origin, from, two, ADVICE.other);
  const isTwice = from === newer.size && older.root !== newer.root;
  must(!isTwice, from, `two logs of ${from} events were signed`, ADVICE.rewritten);
  const beginning = `the log of ${newer.size} events begins with that of ${from}`;
  const isProved = isBeginning(older, newer, hashesIn(hashes, file));
  must(isProved, from, `it is not proved that ${beginning}`, ADVICE.proof);
  const lines = [`Consistent: ${beginning}.`, `Signed by ${byWhom(newer)}.`];
  return { code: 0, result: { older, newer }, lines };
}

// Arguments and output

const one = { type: 'string' };
const many = { type: 'string', multiple: true };
const TRUST = { key: one, handover: many, witness: many, needed: one };
const PINS = { head: many, checkpoint: many };
const OUTPUT = { json: { type: 'boolean' }, help: { type: 'boolean' } };
/** How many files each command takes, and which options: one that would do nothing is refused. */
const COMMANDS = {
  export: { run: verifyExport, takes: 1, options: { ...TRUST, ...PINS } },
  receipt: { run: verifyReceipt, takes: 1, options: { ...TRUST, hash: one } },
  checkpoint: { run: verifyCheckpoint, takes: 1, options: TRUST },
  consistency: { run: verifyConsistency, takes: 2, options: TRUST },
};

function readArguments() {
  const all = { ...TRUST, ...PINS, ...OUTPUT, hash: one };
  const { values, positionals } = parseArgs({ allowPositionals: true, options: all });
  const [{ help, json, ...given }, [name = '', ...files]] = [values, positionals];
  if (help) return { run: async () => ({ code: 0, lines: USAGE.trimEnd().split('\n') }) };
  need(Object.hasOwn(COMMANDS, name), `there is no command ${name}`);
  const { run, takes, options } = COMMANDS[name];
  need(files.length === takes, `${name} takes ${takes} file(s)`);
  const strange = Object.keys(given).find((option) => !Object.hasOwn(options, option));
  need(strange === undefined, `${name} has no --${strange}`);
  // An export itself is not signed: only what was pinned.
  const { key, handover, witness, head, checkpoint } = given;
  const hasCheckpoint = name !== 'export' || checkpoint !== undefined;
  need(key !== undefined || !(hasCheckpoint || handover), 'name the key of the log: --key');
  const keyFits = key === undefined || hasCheckpoint || head !== undefined;
  need(keyFits, '--key is about what was pinned: give a --head or a --checkpoint');
  need(!witness || hasCheckpoint, '--witness is about what was pinned: give a --checkpoint');
  return { ...given, json, run, files, ...trustedBy(given) };
}

/** Whose signatures count: the keys of the log, and so many different ones of witnesses. */
function trustedBy({ key, handover = [], witness = [], needed }) {
  // Whoever has no verifier key may know the log by its public key alone, under any name.
  const isBare = base64(key)?.length === 32;
  const known = isBare || key === undefined ? { publicKey: key } : keyIn(key, LOG, 'log');
  const keys = key === undefined ? undefined : withSuccessors(known.publicKey, handover);
  const witnesses = witness.map((text) => keyIn(text, WITNESS, 'witness'));
  const different = new Set(witnesses.map(({ publicKey }) => publicKey));
  need(different.size === witnesses.length, 'a witness is named twice');
  need(!keys?.some((own) => different.has(own)), 'the log is no witness of itself');
  const number = needed === undefined ? witnesses.length : wholeNumber(needed);
  const isInRange = number >= 1 && number <= witnesses.length;
  need(needed === undefined || isInRange, '--needed must be from 1 to the number of witnesses');
  return { name: known.name, keys, witnesses, needed: number };
}

/** What comes from elsewhere is printed so that nothing in it can move the cursor. */
function shown(text) {
  const escaped = (character) => `\\u${character.codePointAt(0).toString(16).padStart(4, '0')}`;
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escaped);
}

/** What is said of a finding. */
function notIntact(error) {
  if (!(error instanceof Finding)) throw error;
  const { position, advice, checked = 0 } = error;
  const why = shown(error.message);
  const lines = [`NOT INTACT at position ${position}: ${why}.`, advice];
  return { code: 1, result: { checked, first_bad_position: position, why, advice }, lines };
}

let options;
try {
  options = readArguments();
  const { code, result, lines } = await options.run(options).catch(notIntact);
  const json = JSON.stringify({ ok: code !== 1, ...result });
  process.stdout.write(`${options.json ? json : lines.map(shown).join('\n')}\n`);
  process.exitCode = code;
} catch (error) {
  const why = error.message.split('\n').map(shown).join('\n');
  process.stderr.write(`${why}\n${options ? '' : `\n${USAGE}`}`);
  process.exitCode = 2;
}
