import { sign, type KeyObject } from 'node:crypto';
import bs58 from 'bs58';
import { Agent, request } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { newKeyPair } from './key-pair.js';

/** Keeps connections open: tests make thousands of requests. */
const agent = new Agent({ keepAlive: true, maxSockets: 500 });

const ANSWER_MS = 120_000;
/** How often a sign-in is tried while the server is too busy. */
const TRIES = 60;

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** What came back; which of the fields are there is for the test to say. */
  readonly body: AnswerBody;
}

export interface MemberJson {
  readonly user_id: string;
  readonly pubkey: string;
  readonly display_name: string | null;
  readonly roles: readonly string[];
  readonly joined_at: string;
  readonly invite_code: string | null;
  readonly invited_by: string | null;
}

export interface InviteJson {
  readonly code: string;
  readonly invite_link: string;
  readonly created_by: string | null;
  readonly label: string | null;
  readonly max_uses: number;
  readonly use_count: number;
  readonly expires_at: string | null;
  readonly status: string;
  readonly blocked_by: string | null;
  readonly version: number;
  readonly revoke_reason: string | null;
}

export interface RoleJson {
  readonly id: string;
  readonly name: string;
  readonly color: string | null;
  readonly position: number;
  readonly permissions: number;
  readonly is_builtin: boolean;
  readonly version: number;
}

export interface BanJson {
  readonly user_id: string;
  readonly pubkey: string;
  readonly banned_by: string;
  readonly banned_at: string;
  readonly reason: string | null;
}

export interface ListingJson {
  readonly user_id: string;
  readonly pubkey: string;
  readonly added_by: string;
  readonly added_at: string;
}

export interface RedemptionJson {
  readonly user_id: string;
  readonly pubkey: string;
  readonly redeemed_at: string;
}

/** All that the API answers, in one: problems too. */
export interface AnswerBody extends InviteJson, MemberJson, RoleJson, BanJson, ListingJson {
  readonly detail: string;
  readonly error: string;
  readonly errors: readonly { readonly field: string; readonly message: string }[];
  readonly challenge: string;
  readonly token: string;
  readonly is_member: boolean;
  readonly permission_names: readonly string[];
  readonly joined: boolean;
  readonly member: MemberJson;
  readonly members: readonly MemberJson[];
  readonly invites: readonly InviteJson[];
  readonly bans: readonly BanJson[];
  readonly entries: readonly ListingJson[];
  readonly redemptions: readonly RedemptionJson[];
  readonly next_cursor: string | null;
  readonly member_count: number;
  readonly membership_mode: string;
  readonly server_name: string;
  readonly grants: { readonly role_name: string } | null;
}

export interface CallOptions {
  readonly token?: string | undefined;
  readonly body?: unknown;
  /** Sent as it is, whatever it is. */
  readonly rawBody?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One HTTP request to a real server. */
export function call(
  url: string,
  method: string,
  path: string,
  options: CallOptions = {},
): Promise<Answer> {
  const payload =
    options.rawBody ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url + path,
      {
        method,
        agent,
        headers: {
          ...(payload !== undefined && { 'content-type': 'application/json' }),
          ...(payload !== undefined && { 'content-length': Buffer.byteLength(payload) }),
          ...(options.token !== undefined && { authorization: `Bearer ${options.token}` }),
          ...options.headers,
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const isJson = /[/+]json\b/.test(response.headers['content-type'] ?? '');
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: (isJson ? JSON.parse(text) : {}) as AnswerBody,
          });
        });
      },
    );
    outgoing.on('error', reject);
    // A request that is never answered is a defect that must show, and not hang the tests.
    outgoing.setTimeout(ANSWER_MS, () => {
      outgoing.destroy(new Error(`No answer to ${method} ${path} within ${ANSWER_MS} ms.`));
    });
    outgoing.end(payload);
  });
}

/** Tries again while the server is too busy, as its answer says; fails with any other refusal. */
async function patiently(request: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    const answer = await request();
    if (answer.status === 200) return answer;
    if (answer.status !== 503 || tries === TRIES) throw new Error(JSON.stringify(answer.body));
    await setTimeout(1000 * Number(answer.headers['retry-after']));
  }
}

/** Somebody with a key, and with a session once they have signed in. */
export class Person {
  readonly pubkey: string;
  token = '';
  userId = '';
  private readonly privateKey: KeyObject;

  constructor(public url: string) {
    const { publicKey, privateKey } = newKeyPair();
    this.privateKey = privateKey;
    this.pubkey = bs58.encode(publicKey);
  }

  /** A person who has signed in. */
  static async signedIn(url: string): Promise<Person> {
    return new Person(url).signIn();
  }

  sign(challenge: string): string {
    return sign(null, Buffer.from(challenge, 'utf8'), this.privateKey).toString('base64');
  }

  /** Signs in, to a server that was started anew if one is given. */
  async signIn(url = this.url): Promise<this> {
    const { pubkey } = this;
    this.url = url;
    const asked = await patiently(() =>
      call(url, 'POST', '/api/v1/auth/challenge', { body: { pubkey } }),
    );
    const signature = this.sign(asked.body.challenge);
    const answer = await patiently(() =>
      call(url, 'POST', '/api/v1/auth/verify', { body: { pubkey, signature } }),
    );
    this.token = answer.body.token;
    this.userId = answer.body.user_id;
    return this;
  }

  call(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    return call(this.url, method, `/api/v1${path}`, { token: this.token, ...options });
  }

  join(code: string, options: CallOptions = {}): Promise<Answer> {
    return this.call('POST', `/invites/${code}/join`, options);
  }

  /** Creates an invite and answers its code. */
  async invite(terms: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const { status, body } = await this.call('POST', '/invites', { body: terms });
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body.code;
  }
}

/** The owner, in through the link that the start printed. */
export async function ownerOf(server: {
  readonly url: string;
  readonly ownerLink: string | undefined;
}): Promise<Person> {
  const owner = await Person.signedIn(server.url);
  const code = server.ownerLink?.split('/').at(-1) ?? '';
  const answer = await owner.join(code);
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return owner;
}

/** Somebody who has joined through an invite. */
export async function memberBy(url: string, code: string): Promise<Person> {
  const person = await Person.signedIn(url);
  const answer = await person.join(code);
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return person;
}
