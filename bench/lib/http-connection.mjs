import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { connect } from 'node:net';

const BUFFER_BYTES = 16 * 1024;

/** A request as it goes over the wire, made before the clock starts. */
export function requestBytes(method, path, { token, body } = {}) {
  const payload = body === undefined ? '' : JSON.stringify(body);
  const lines = [
    `${method} ${path} HTTP/1.1`,
    'host: 127.0.0.1',
    ...(token === undefined ? [] : [`authorization: Bearer ${token}`]),
    ...(body === undefined ? [] : ['content-type: application/json']),
    ...(method === 'GET' ? [] : [`content-length: ${Buffer.byteLength(payload)}`]),
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${payload}`);
}

/**
 * A keep-alive connection with at most one request under way. The generator must cost less than any
 * server it measures, so it knows just as much HTTP/1.1 as these servers speak: a status line, a
 * Content-Length, and that many bytes.
 */
export class HttpConnection {
  #socket;
  #buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  #part;
  #onAnswer;
  #onFailure;
  #failure;

  /** Opens `count` connections to one server. */
  static async open(port, count) {
    const connections = Array.from({ length: count }, () => new HttpConnection(port));
    await Promise.all(connections.map((connection) => once(connection.#socket, 'connect')));
    return connections;
  }

  constructor(port) {
    this.#socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      // Node hands over this one buffer again and again instead of a new one for each read.
      onread: { buffer: this.#buffer, callback: (length) => this.#receive(length) },
    });
    this.#socket.on('error', (error) => this.#fail(error));
    this.#socket.on('close', () => this.#fail(new Error('The server closed the connection.')));
  }

  /**
   * Sends one request.
   *
   * @param {Buffer} bytes
   * @param {(status: number, body: Buffer) => void} onAnswer the body is good until it returns
   * @param {(error: Error) => void} onFailure
   */
  request(bytes, onAnswer, onFailure) {
    this.#onAnswer = onAnswer;
    this.#onFailure = onFailure;
    // A server closes what has been idle for long; nobody was there to hear of it.
    if (this.#failure) this.#fail(this.#failure);
    else this.#socket.write(bytes);
  }

  /** Sends one request whose answer matters more than its speed; it must be a success. */
  call(method, path, options) {
    return new Promise((resolve, reject) => {
      const onAnswer = (status, body) => {
        const text = body.toString();
        if (status >= 200 && status < 300) resolve(JSON.parse(text));
        else reject(new Error(`${method} ${path} was answered ${status}: ${text}`));
      };
      this.request(requestBytes(method, path, options), onAnswer, reject);
    });
  }

  close() {
    this.#onFailure = undefined;
    this.#socket.destroy();
  }

  #receive(length) {
    const received = this.#buffer.subarray(0, length);
    const bytes = this.#part ? Buffer.concat([this.#part, received]) : received;
    const headEnd = bytes.indexOf('\r\n\r\n');
    const end = headEnd < 0 ? Infinity : headEnd + 4 + contentLength(bytes, headEnd);
    if (Number.isNaN(end)) {
      this.#fail(new Error('An answer without Content-Length cannot be read.'));
    } else if (bytes.length < end) {
      this.#part = Buffer.from(bytes);
    } else {
      this.#part = undefined;
      this.#answer(statusOf(bytes), bytes.subarray(headEnd + 4, end));
    }
    return true;
  }

  #answer(status, body) {
    const onAnswer = this.#onAnswer;
    this.#onAnswer = undefined;
    this.#onFailure = undefined;
    // A server says 408 to whoever has connected and asks for nothing, and closes.
    if (onAnswer) onAnswer(status, body);
    else this.#fail(new Error(`The server said ${status}, and was not asked.`));
  }

  #fail(error) {
    this.#failure ??= error;
    const onFailure = this.#onFailure;
    this.#onFailure = undefined;
    onFailure?.(error);
  }
}

/** The three digits behind `HTTP/1.1 `. */
function statusOf(bytes) {
  return (bytes[9] - 48) * 100 + (bytes[10] - 48) * 10 + (bytes[11] - 48);
}

function contentLength(bytes, headEnd) {
  const head = bytes.latin1Slice(0, headEnd);
  return Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1]);
}
