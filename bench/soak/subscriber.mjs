import { WebSocket } from 'ws';

/** How long somebody stays, and how long they are away: from this to twice this, in milliseconds. */
const STAYS_MS = 5000;
const AWAY_MS = 200;
/** How much longer each time they wait when they were not let in. */
const PATIENCE_MS = 1000;

/** What is sent as it is over a plain WebSocket, and how Socket.IO (Engine.IO 4) puts it. */
const DIALECTS = {
  plain: {
    path: '/api/v1/gateway',
    answerTo: (text) =>
      text.startsWith('{"op":"HEARTBEAT"') ? '{"op":"HEARTBEAT_ACK"}' : undefined,
    greeting: (auth) => JSON.stringify({ op: 'IDENTIFY', d: auth }),
    greetsAt: () => false,
    opAt: '{"op":"'.length,
  },
  socketIo: {
    path: '/api/v1/gateway/?EIO=4&transport=websocket',
    answerTo: (text) => (text === '2' ? '3' : undefined),
    greeting: (auth) => `40${JSON.stringify(auth)}`,
    greetsAt: (text) => text.startsWith('0{'),
    opAt: '42["'.length,
  },
};
/** The position at the end of an envelope. */
const POSITION = /"s":(\d+)\}\]?$/;
const HEAD = /"head":(\d+)/;

/**
 * Somebody who follows the community for some seconds, goes away, and comes back for what they missed, again and
 * again. Of what they receive only positions are read, and nothing is kept: the clients of a library would take
 * longer to read a message than the server to send it.
 */
export class Subscriber {
  /** What they were promised: every join behind `from` up to `last`. */
  from;
  last;
  received = 0;
  #url;
  #dialect;
  #token;
  #count;
  #socket;
  #timer;
  #refusals = 0;
  #isLive = false;
  #leaves = false;
  #over = false;

  /**
   * @param {{ port: number, token: string, dialect: keyof typeof DIALECTS }} who
   * @param {(what: string) => void} count hears of each thing that is to be counted
   */
  constructor({ port, token, dialect }, count) {
    this.#dialect = DIALECTS[dialect];
    this.#url = `ws://127.0.0.1:${port}${this.#dialect.path}`;
    this.#token = token;
    this.#count = count;
    this.#connect();
  }

  get isLive() {
    return this.#isLive;
  }

  end() {
    this.#over = true;
    clearTimeout(this.#timer);
    this.#socket.terminate();
  }

  #connect() {
    const socket = new WebSocket(this.#url, { perMessageDeflate: false });
    this.#socket = socket;
    const greet = () =>
      socket.send(
        this.#dialect.greeting({
          token: this.#token,
          ...(this.last !== undefined && { since: this.last }),
        }),
      );
    if (this.#dialect === DIALECTS.plain) socket.on('open', greet);
    socket.on('message', (data) => this.#hear(data, greet));
    // What follows is `close`.
    socket.on('error', () => this.#count('errors'));
    socket.on('close', () => this.#closed());
  }

  #hear(data, greet) {
    const text = data.latin1Slice();
    const position = POSITION.exec(text.slice(-40))?.[1];
    if (position === undefined) this.#hearNotice(text, greet);
    else this.#take(Number(position), text.startsWith('MEMBER_JOIN', this.#dialect.opAt));
  }

  #take(position, isJoin) {
    if (position <= this.last) this.#count('repeated');
    this.last = position;
    if (isJoin) this.received++;
    this.#count('messages');
  }

  #hearNotice(text, greet) {
    const { answerTo, greetsAt, opAt } = this.#dialect;
    const answer = answerTo(text);
    if (answer !== undefined) return this.#socket.send(answer);
    if (greetsAt(text)) return greet();
    if (text.startsWith('HELLO', opAt)) {
      if (this.last === undefined) this.#beginAt(text);
    } else if (text.startsWith('RESYNC', opAt)) {
      this.#count('resyncs');
      this.#beginAt(text);
    } else if (text.startsWith('READY', opAt)) {
      this.#refusals = 0;
      this.#isLive = true;
      this.#timer = setTimeout(() => this.#leave(), between(STAYS_MS));
    }
  }

  /** What was before is not promised (any more). */
  #beginAt(text) {
    this.from = this.last = Number(HEAD.exec(text)[1]);
    this.received = 0;
  }

  #leave() {
    this.#leaves = true;
    this.#socket.close();
  }

  #closed() {
    if (this.#over) return;
    clearTimeout(this.#timer);
    if (!this.#leaves) {
      this.#refusals++;
      this.#count('cutOff');
    }
    this.#isLive = this.#leaves = false;
    this.#count('returns');
    this.#timer = setTimeout(
      () => this.#connect(),
      between(AWAY_MS + this.#refusals * PATIENCE_MS),
    );
  }
}

function between(least) {
  return least * (1 + Math.random());
}
