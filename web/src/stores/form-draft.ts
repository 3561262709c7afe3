/** What somebody enters in a form over something that others can change at the same time. */
export interface FormDraft<Fields extends object> {
  /** What was there when it was entered; follows what others change, but for what is contested. */
  readonly base: Fields;
  /** The version of `base`, for `If-Match`; stays behind while anything is contested. */
  readonly version: number;
  readonly fields: Fields;
  /** What others changed meanwhile and the form shows by now. */
  readonly followed: readonly (keyof Fields)[];
}

/** What there is by now. */
export type Latest<Fields extends object> = Pick<FormDraft<Fields>, 'fields' | 'version'>;

/**
 * What comes of an entry that is put on top of a newer value, for fields that hold several things; of any other it is the
 * entry itself.
 */
export type Rebases<Fields extends object> = {
  readonly [Field in keyof Fields]?: (
    mine: Fields[Field],
    base: Fields[Field],
    latest: Fields[Field],
  ) => Fields[Field];
};

export function newDraft<Fields extends object>({
  fields,
  version,
}: Latest<Fields>): FormDraft<Fields> {
  return { base: fields, version, fields, followed: [] };
}

/** Which fields differ. */
export function differing<Fields extends object>(
  one: Fields,
  other: Fields,
): readonly (keyof Fields)[] {
  return keysOf(one).filter((key) => one[key] !== other[key]);
}

/** What was entered, and nothing else. */
export function changesOf<Fields extends object>({
  fields,
  base,
}: FormDraft<Fields>): Partial<Fields> {
  const some: Partial<Fields> = {};
  for (const key of differing(fields, base)) some[key] = fields[key];
  return some;
}

/** Takes over what others changed where nothing was entered against it. The same draft if there is no such thing. */
export function follow<Fields extends object>(
  draft: FormDraft<Fields>,
  latest: Latest<Fields>,
  rebases: Rebases<Fields>,
): FormDraft<Fields> {
  const moved = differing(latest.fields, draft.base);
  const entered = new Set(differing(draft.fields, draft.base));
  const free = moved.filter(
    (field) =>
      !entered.has(field) || rebased(draft, latest, rebases, field) === latest.fields[field],
  );
  const next = takeTheirs(draft, latest, free);
  const version = free.length === moved.length ? latest.version : draft.version;
  // Where nothing is entered, or all of it is saved, there is nothing to say.
  const isUntouched = differing(next.fields, next.base).length === 0;
  const news = new Set([...draft.followed, ...free].filter((field) => !entered.has(field)));
  const followed = isUntouched ? [] : [...news];
  const isAsBefore =
    free.length === 0 && version === draft.version && followed.length === draft.followed.length;
  return isAsBefore ? draft : { ...next, version, followed };
}

/** Puts what was entered in some fields on top of what there is by now. */
export function keepMine<Fields extends object>(
  draft: FormDraft<Fields>,
  latest: Latest<Fields>,
  rebases: Rebases<Fields>,
  fields: readonly (keyof Fields)[],
): FormDraft<Fields> {
  const kept = { ...draft.fields };
  for (const field of fields) kept[field] = rebased(draft, latest, rebases, field);
  return { ...takeTheirs(draft, latest, fields), fields: kept };
}

/** Drops what was entered in some fields for what there is by now. */
export function takeTheirs<Fields extends object>(
  draft: FormDraft<Fields>,
  latest: Latest<Fields>,
  fields: readonly (keyof Fields)[],
): FormDraft<Fields> {
  const base = { ...draft.base };
  const taken = { ...draft.fields };
  for (const field of fields) base[field] = taken[field] = latest.fields[field];
  return { ...draft, base, fields: taken };
}

/**
 * Takes over what came of a save, but for what was entered while it was under way: that stands on top of it.
 * @param sent what the fields held when they were sent
 */
export function saved<Fields extends object>(
  draft: FormDraft<Fields>,
  sent: Fields,
  answer: Latest<Fields>,
  rebases: Rebases<Fields>,
): FormDraft<Fields> {
  const fields = { ...answer.fields };
  const since = { ...draft, base: sent };
  for (const field of differing(draft.fields, sent)) {
    fields[field] = rebased(since, answer, rebases, field);
  }
  return { ...newDraft(answer), fields };
}

function rebased<Fields extends object, Field extends keyof Fields>(
  { fields, base }: FormDraft<Fields>,
  latest: Latest<Fields>,
  rebases: Rebases<Fields>,
  field: Field,
): Fields[Field] {
  const rebase = rebases[field];
  return rebase ? rebase(fields[field], base[field], latest.fields[field]) : fields[field];
}

function keysOf<Fields extends object>(fields: Fields): (keyof Fields)[] {
  return Object.keys(fields) as (keyof Fields)[];
}
