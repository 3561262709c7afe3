import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { isInviteCode, isRoleId, isUserId, type UserId } from '../../platform/ids.js';
import { ValidationFailed } from '../../http/validation.js';
import { CONFIG, type Config } from '../../config.js';
import {
  EVENT_STORE,
  READ_MODELS,
  type EventStore,
  type ReadModels,
} from '../../event-store/event-store.js';
import { ifReadable } from '../../event-store/if-readable.js';
import { StatesAsOf } from '../../event-store/states-as-of.js';
import { standingOf } from '../../members/facts/standing.js';
import { roleAsLoaded } from '../../roles/facts/role-as-loaded.js';
import { SERVER_STREAM } from '../../server/server.fold.js';
import { Maskings, type Masking } from '../masking.js';
import { Moments, type Moment, type MomentAsked } from '../moments.js';
import type { StateOf } from '../stories.js';
import { inviteStateOf } from './get-invite-story.query.js';
import { settingsAsLoaded } from './get-server-story.query.js';

/** One thing that was not the same at both moments. */
export interface Change {
  /** Of what: its stream, masked if the viewer may not see its code. */
  readonly stream: string;
  readonly kind: 'server' | 'role' | 'member' | 'invite';
  /** `null` when there was no such thing then. */
  readonly before: object | null;
  readonly after: object | null;
  /** The fields in which the two differ. */
  readonly changed: readonly string[];
}

export interface Diff {
  readonly from: Moment;
  readonly to: Moment;
  /** In the order in which things first changed. */
  readonly changes: readonly Change[];
  /** The `after` of the next page. */
  readonly next_cursor: string | null;
}

/** What was different at two moments: every stream with events between them, folded up to both. */
export class GetDiff extends Query<Diff> {
  constructor(
    readonly viewer: UserId,
    readonly from: MomentAsked,
    readonly to: MomentAsked,
    /** The position behind which first changes are shown. */
    readonly after: number | undefined,
    readonly limit: number,
  ) {
    super();
  }
}

/** How many events are looked at in one go, and how often: a busy stream has many for one change. */
const CHUNK = 5000;
const MAX_CHUNKS = 10;

/** Fields that change with every event, and mean nothing by themselves. */
const BOOKKEEPING: readonly string[] = ['version', 'updated_at'];

interface TouchedRow {
  readonly position: number;
  readonly stream: string;
}

@QueryHandler(GetDiff)
export class GetDiffHandler implements IQueryHandler<GetDiff> {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
    @Inject(CONFIG) private readonly config: Config,
    private readonly maskings: Maskings,
    private readonly moments: Moments,
  ) {}

  async execute({ viewer, from: asked, to: toAsked, after, limit }: GetDiff): Promise<Diff> {
    if (asked.at === undefined && asked.position === undefined) {
      throw invalid('from', 'give from or from_position');
    }
    const [from, to] = [await this.moments.find(asked), await this.moments.find(toAsked)];
    if (from.position > to.position) throw invalid('to', 'to must not be before from');
    const masking = await this.maskings.for(viewer);
    const { touched, next } = await this.touched(from, to, after ?? 0, limit);
    const before = new StatesAsOf(this.store, from.position);
    const behind = new StatesAsOf(this.store, to.position);
    const changes = await Promise.all(
      touched.map(async ({ stream }) => {
        const thing = thingOf(stream, this.config.publicUrl);
        if (!thing) return undefined;
        const [was, is] = [
          (await ifReadable(thing.stateOf(before, from.at))) ?? null,
          (await ifReadable(thing.stateOf(behind, to.at))) ?? null,
        ];
        return changeOf(stream, thing.kind, was, is, masking);
      }),
    );
    return {
      from,
      to,
      changes: changes.filter((change) => change !== undefined),
      next_cursor: next === undefined ? null : String(next),
    };
  }

  /** Streams with events between two moments, each where its first one is. */
  private async touched(from: Moment, to: Moment, after: number, limit: number) {
    const touched: TouchedRow[] = [];
    let done = Math.max(from.position, after);
    for (let chunks = 0; chunks < MAX_CHUNKS && done < to.position; chunks++) {
      const end = Math.min(done + CHUNK, to.position);
      const rows = await this.readModels.all<TouchedRow>(
        `SELECT e.position, e.stream FROM events e
         LEFT JOIN events p ON p.stream = e.stream AND p.version = e.version - 1
         WHERE e.position > ? AND e.position <= ? AND (p.position IS NULL OR p.position <= ?)
         ORDER BY e.position LIMIT ?`,
        done,
        end,
        from.position,
        limit - touched.length,
      );
      touched.push(...rows);
      if (touched.length >= limit) {
        const last = touched.at(-1)?.position ?? end;
        return { touched, next: last < to.position ? last : undefined };
      }
      done = end;
    }
    return { touched, next: done < to.position ? done : undefined };
  }
}

interface Thing {
  readonly kind: Change['kind'];
  readonly stateOf: StateOf<object>;
}

/** What a stream is of, and how its state is shown; `undefined` for streams of other kinds. */
function thingOf(stream: string, publicUrl: string): Thing | undefined {
  if (stream === SERVER_STREAM.name) return { kind: 'server', stateOf: settingsAsLoaded };
  const [kind = '', id = ''] = stream.split('-', 2);
  if (kind === 'role' && isRoleId(id)) {
    return { kind: 'role', stateOf: (loader) => roleAsLoaded(loader, id) };
  }
  if (kind === 'user' && isUserId(id)) {
    return { kind: 'member', stateOf: (loader) => standingOf(loader, id) };
  }
  if (kind === 'invite' && isInviteCode(id)) {
    return { kind: 'invite', stateOf: inviteStateOf(id, publicUrl) };
  }
  return undefined;
}

async function changeOf(
  stream: string,
  kind: Change['kind'],
  was: object | null,
  is: object | null,
  masking: Masking,
): Promise<Change | undefined> {
  const changed = differingFields(was, is);
  if (changed.every((field) => BOOKKEEPING.includes(field))) return undefined;
  return {
    stream: await masking.shownStream(stream),
    kind,
    before: await masking.shownFields(was),
    after: await masking.shownFields(is),
    changed,
  };
}

function differingFields(was: object | null, is: object | null): readonly string[] {
  const [a, b] = [new Map(Object.entries(was ?? {})), new Map(Object.entries(is ?? {}))];
  const fields = new Set([...a.keys(), ...b.keys()]);
  // States are plain JSON, made by the same code, in the same order of fields.
  return [...fields].filter(
    (field) => JSON.stringify(a.get(field)) !== JSON.stringify(b.get(field)),
  );
}

function invalid(field: string, message: string): ValidationFailed {
  return new ValidationFailed([{ field, message }]);
}
