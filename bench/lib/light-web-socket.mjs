import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';

/** Read into by every socket in turn: what came is looked at before the next one reads. */
const BUFFER = Buffer.allocUnsafe(64 * 1024);
const TEXT = 0x81;
const MASKED = 0x80;
/** A length that stands in the two bytes that follow; a longer one stands in eight. */
const LONG = 126;
const HEADER_BYTES = 2;
const LONG_HEADER_BYTES = 4;

/**
 * A WebSocket that knows just as much of RFC 6455 as these servers speak: whole text messages of less than
 * 64 KiB. With a thousand of them in one process, what a message costs here must be less than what it costs
 * the server.
 */
export class LightWebSocket {
  #socket;
  #part;
  #isOpen = false;
  #onText;

  /**
   * @param {{ port: number, path: string,
   *   onText: (bytes: Buffer, from: number, to: number) => void, onClose: () => void }} options
   *   the bytes of a text are good until `onText` returns
   */
  constructor({ port, path, onText, onClose }) {
    this.#onText = onText;
    this.#socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: { buffer: BUFFER, callback: (length) => this.#receive(length) },
    });
    this.#socket.on('connect', () => this.#socket.write(handshake(path)));
    // What went wrong is told by 'close', which follows.
    this.#socket.on('error', () => undefined);
    this.#socket.on('close', onClose);
  }

  /** Sends a text of less than 126 bytes, under a mask of zeros: a client must mask. */
  send(text) {
    const payload = Buffer.from(text);
    if (payload.length >= LONG) throw new Error('This WebSocket sends nothing as long as that.');
    this.#socket.write(Buffer.from([TEXT, MASKED | payload.length, 0, 0, 0, 0, ...payload]));
  }

  /** Hangs up; `onClose` is called. */
  close() {
    this.#socket.destroy();
  }

  #receive(length) {
    const received = BUFFER.subarray(0, length);
    const bytes = this.#part ? Buffer.concat([this.#part, received]) : received;
    let at = this.#isOpen ? 0 : this.#open(bytes);
    while (this.#isOpen) {
      const end = frameEnd(bytes, at);
      if (end > bytes.length) break;
      if (bytes[at] !== TEXT) this.#socket.destroy();
      else this.#onText(bytes, at + headerBytes(bytes, at), end);
      at = end;
    }
    this.#part = at < bytes.length ? Buffer.from(bytes.subarray(at)) : undefined;
    return true;
  }

  /** Answers where the first frame begins. */
  #open(bytes) {
    const headEnd = bytes.indexOf('\r\n\r\n');
    if (headEnd < 0) return 0;
    this.#isOpen = bytes.latin1Slice(0, headEnd).startsWith('HTTP/1.1 101 ');
    if (!this.#isOpen) this.#socket.destroy();
    return headEnd + 4;
  }
}

function handshake(path) {
  return [
    `GET ${path} HTTP/1.1`,
    'host: 127.0.0.1',
    'connection: upgrade',
    'upgrade: websocket',
    'sec-websocket-version: 13',
    `sec-websocket-key: ${randomBytes(16).toString('base64')}`,
    '\r\n',
  ].join('\r\n');
}

function headerBytes(bytes, at) {
  return bytes[at + 1] < LONG ? HEADER_BYTES : LONG_HEADER_BYTES;
}

/** Where a frame ends, or `Infinity` if that is not known yet. */
function frameEnd(bytes, at) {
  if (bytes.length < at + HEADER_BYTES) return Infinity;
  const length = bytes[at + 1];
  if (length < LONG) return at + HEADER_BYTES + length;
  if (length > LONG) throw new Error('A message of 64 KiB or more cannot be read.');
  if (bytes.length < at + LONG_HEADER_BYTES) return Infinity;
  return at + LONG_HEADER_BYTES + bytes.readUInt16BE(at + HEADER_BYTES);
}
