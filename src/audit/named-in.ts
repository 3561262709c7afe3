import type { GatehouseEvent } from '../events.js';
import type { InviteCode, UserId } from '../platform/ids.js';

/** The fields of data in which an id of a kind stands, each by its path; of an id itself the empty path. */
type FieldsWith<Id, Data> = Data extends Id
  ? ''
  : Data extends readonly (infer Item)[]
    ? Path<'[]', FieldsWith<Id, Item>>
    : Data extends object
      ? {
          [Field in keyof Data & string]-?: Path<Field, FieldsWith<Id, Data[Field]>>;
        }[keyof Data & string]
      : never;
type Path<Field extends string, Rest extends string> = Rest extends '' ? Field : `${Field}.${Rest}`;
type EventFieldsWith<Id> = FieldsWith<Id, GatehouseEvent['data']>;

/**
 * The fields by which the data of events name people and invites, all on their first level. It does not compile when
 * an event has another one that is typed as what it is: that would be found by no filter, and a code in it would be shown to whoever reads the log.
 */
const PEOPLE = Object.keys({
  user_id: true,
  created_by: true,
  invited_by: true,
  // Who did it in the community that it was imported from: found by no filter, for it was not done here.
} satisfies Record<Exclude<EventFieldsWith<UserId>, 'imported.by'>, true>);
const INVITES = Object.keys({
  code: true,
  invite_code: true,
} satisfies Record<EventFieldsWith<InviteCode>, true>);

/** Whom and which invites the data of an event name. */
export interface Named {
  /** User ids. */
  readonly users: readonly string[];
  /** Codes. */
  readonly invites: readonly string[];
}

export function namedIn(data: unknown): Named {
  return { users: textsIn(data, PEOPLE), invites: textsIn(data, INVITES) };
}

/** The same fields with other codes: those that `replace` answers. */
export function withCodes<Fields>(fields: Fields, replace: (code: string) => string): Fields {
  const copy: Fields = { ...fields };
  for (const field of INVITES) {
    const code: unknown = Reflect.get(copy as object, field);
    if (typeof code === 'string') Reflect.set(copy as object, field, replace(code));
  }
  return copy;
}

function textsIn(data: unknown, names: readonly string[]): readonly string[] {
  if (typeof data !== 'object' || data === null) return [];
  const fields = data as Readonly<Record<string, unknown>>;
  return names.map((name) => fields[name]).filter((value) => typeof value === 'string');
}
