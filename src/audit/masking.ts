import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../platform/clock.js';
import { isInviteCode, SYSTEM, type InviteCode, type UserId } from '../platform/ids.js';
import { READ_MODELS, type ReadModels } from '../event-store/event-store.js';
import { codeCreatedAt, codeInUse } from '../invites/facts/codes-in-use.js';
import { holds } from '../roles/permissions.js';
import { authorityOf } from '../roles/facts/authority-of.js';
import { serverState } from '../server/facts/server-state.js';
import { namedIn, withCodes } from './named-in.js';
import { States } from '../event-store/states.js';

/** What the names of invites' streams begin with. */
const INVITE_STREAM = 'invite-';
/** Begins what stands for a hidden code: `~4711` is the invite that the event 4711 created. */
const MASK = '~';

const MAX_KEPT = 1000;

/** What is shown of an event in which codes may be masked. */
interface Shown {
  readonly position: number;
  readonly id: string;
  readonly stream: string;
  /** `null` when it cannot be read. */
  readonly data: unknown;
}

/**
 * What stands for the id of an event in which a code is masked. All that was hashed would be known but the code, and
 * eight characters are found by trying: the random bits of the id are too many.
 */
export function maskedId(position: number): string {
  return `${MASK}${position}`;
}

/** Which codes one viewer may see. */
export class Masking {
  private readonly masks = new Map<string, Promise<string>>();

  constructor(
    private readonly readModels: ReadModels,
    private readonly now: string,
    private readonly managesInvites: boolean,
    /** With an owner there is no owner link that works; and whoever runs the process may print it. */
    private readonly seesOwnerLink: boolean,
  ) {}

  /** Whether this viewer may see every code. */
  get hidesNothing(): boolean {
    return this.managesInvites && this.seesOwnerLink;
  }

  /**
   * The code, or what stands for it: codes that still work are for those who manage invites, and the
   * owner link is for nobody.
   */
  shown(code: string): Promise<string> {
    if (this.hidesNothing) return Promise.resolve(code);
    let mask = this.masks.get(code);
    if (!mask) {
      // An export of a long log sees many codes.
      if (this.masks.size >= MAX_KEPT) this.masks.clear();
      mask = this.look(code);
      this.masks.set(code, mask);
    }
    return mask;
  }

  private async look(code: string): Promise<string> {
    const found = await codeInUse(this.readModels, code, this.now);
    const hidden = found && (found.grantsOwnership || !this.managesInvites);
    return hidden ? `${MASK}${found.createdPosition}` : code;
  }

  /** The name of a stream, with its code masked. */
  async shownStream(stream: string): Promise<string> {
    if (!stream.startsWith(INVITE_STREAM)) return stream;
    return INVITE_STREAM + (await this.shown(stream.slice(INVITE_STREAM.length)));
  }

  /**
   * An event with the codes in its stream and data masked, and its id where there are any. What cannot be
   * read counts as if there were: nobody knows what it holds.
   */
  async shownEvent<Event extends Shown>(event: Event): Promise<Event> {
    if (this.hidesNothing) return event;
    const stream = await this.shownStream(event.stream);
    const data = await this.shownFields(event.data);
    if (stream === event.stream && data === event.data && data !== null) return event;
    return { ...event, id: maskedId(event.position), stream, data };
  }

  /** Data or a state, with the codes in it masked; the very same where there is nothing to mask. */
  async shownFields<Fields>(fields: Fields): Promise<Fields> {
    if (this.hidesNothing) return fields;
    const masks = new Map<string, string>();
    for (const code of namedIn(fields).invites) {
      const shown = await this.shown(code);
      if (shown !== code) masks.set(code, shown);
    }
    return masks.size === 0 ? fields : withCodes(fields, (code) => masks.get(code) ?? code);
  }

  /**
   * The code that a viewer means: one that they may see, or what stands for one that they may not. A
   * hidden code is as unknown as one that was never made: nobody can try codes here.
   */
  async meant(text: string): Promise<InviteCode | undefined> {
    const position = /^~([1-9]\d{0,14})$/.exec(text)?.[1];
    if (position !== undefined) return codeCreatedAt(this.readModels, Number(position));
    return isInviteCode(text) && (await this.shown(text)) === text ? text : undefined;
  }

  /** The stream that a viewer means; `undefined` for that of a code hidden from them. */
  async meantStream(stream: string): Promise<string | undefined> {
    if (!stream.startsWith(INVITE_STREAM)) return stream;
    const code = await this.meant(stream.slice(INVITE_STREAM.length));
    return code && INVITE_STREAM + code;
  }
}

/** Makes the masking of each request. */
@Injectable()
export class Maskings {
  constructor(
    private readonly states: States,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async for(viewer: UserId): Promise<Masking> {
    const { permissions } = await authorityOf(this.states, viewer);
    const managesInvites = holds(permissions, 'manage_invites');
    const { owner } = await serverState(this.states);
    const seesOwnerLink = owner !== null || viewer === SYSTEM;
    return new Masking(this.readModels, this.clock.now(), managesInvites, seesOwnerLink);
  }
}
