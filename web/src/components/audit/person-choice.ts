import { Problem } from '@gatehouse/sdk';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { memberStory } from '../../api/audit.js';
import { usePages } from '../../stores/pages.js';
import { standingQuery } from '../../stores/person.js';
import { shortKey, useNameOf } from '../shared/Person.js';
import type { PersonView } from '../../stores/person.js';
import { fetchMembers, memberListKey } from '../../stores/members.js';
import { isPerson, isUserId, SYSTEM } from '../../stores/audit-filter.js';
import { useStateOf } from '../../hooks/useStateOf.js';

/** So many members can be found by their names; others by their keys. */
const NAMED = 1000;

interface Option {
  /** A user id, or `system`. */
  readonly value: string;
  readonly label: string;
}

/** What was typed names nobody, or more than one. */
export type Fault = 'unknown' | 'ambiguous' | 'neverHere';

/** A field that takes a name, a public key or a user id. */
export interface PersonChoice {
  readonly text: string;
  readonly setText: (text: string) => void;
  readonly options: readonly Option[];
  readonly fault: Fault | undefined;
  /** Somebody comes to the field: now the names are wanted. */
  readonly onFocus: () => void;
  /**
   * Whom the text names, by user id; `undefined` for nobody. `null`: a fault, which is shown.
   * @throws Problem, Unreachable
   */
  readonly resolve: () => Promise<string | null | undefined>;
}

interface Typed {
  /** `undefined` until something is typed. */
  readonly typed?: string;
  readonly fault?: Fault;
}

/** @param chosen the user id that it begins with */
export function usePersonChoice(
  chosen: string | undefined,
  { withSystem = false }: { readonly withSystem?: boolean } = {},
): PersonChoice {
  const { t } = useTranslation('people');
  const labelOf = useLabel();
  const [{ typed, fault }, change] = useStateOf<Typed>(chosen ?? '', () => ({}));
  const [isLookedFor, setIsLookedFor] = useState(false);
  const members = useNamedMembers(isLookedFor);
  const { data: person } = useQuery({
    ...standingQuery(chosen ?? ''),
    enabled: chosen !== undefined && chosen !== SYSTEM,
  });
  const options = [
    ...(withSystem ? [{ value: SYSTEM, label: t('system') }] : []),
    ...members.map((member) => ({ value: member.user_id, label: labelOf(member) })),
  ];
  const begun = chosen === SYSTEM ? t('system') : person ? labelOf(person) : (chosen ?? '');
  const text = typed ?? begun;
  const resolve = async (): Promise<string | null | undefined> => {
    if (typed === undefined) return chosen;
    const found = await personIn(typed.trim(), options, members);
    if (typeof found !== 'object') return found;
    change((now) => ({ ...now, fault: found.fault }));
    return null;
  };
  const setText = (value: string): void => change(() => ({ typed: value }));
  return { text, setText, options, fault, resolve, onFocus: () => setIsLookedFor(true) };
}

async function personIn(
  text: string,
  options: readonly Option[],
  members: readonly PersonView[],
): Promise<string | undefined | { readonly fault: Fault }> {
  if (text === '') return undefined;
  const option = options.find(({ label }) => label === text);
  if (option) return option.value;
  if (isUserId(text)) return text;
  if (isPerson(text)) return userWith(text);
  const wanted = text.toLocaleLowerCase();
  const called = members.filter((one) => one.display_name?.toLocaleLowerCase() === wanted);
  const [only, another] = called;
  if (another) return { fault: 'ambiguous' };
  return only?.user_id ?? { fault: 'unknown' };
}

/** The user id of a public key. */
async function userWith(pubkey: string): Promise<string | { readonly fault: Fault }> {
  try {
    return (await memberStory(pubkey, { limit: 1 })).user_id;
  } catch (error) {
    if (error instanceof Problem && error.code === 'MEMBER_NOT_FOUND')
      return { fault: 'neverHere' };
    throw error;
  }
}

/** A name, and as much of the key as tells two of the same name apart. */
function useLabel(): (person: PersonView) => string {
  const nameOf = useNameOf();
  return (person) =>
    person.display_name == null || person.pubkey === null
      ? nameOf(person)
      : `${person.display_name} (${shortKey(person.pubkey)})`;
}

/** @param wantsAll whether somebody is looking for a name: before that, the first page is enough */
function useNamedMembers(wantsAll: boolean): readonly PersonView[] {
  const { items, status, hasMore, loadMore } = usePages(memberListKey, fetchMembers);
  const wantsMore = wantsAll && status === 'success' && hasMore && items.length < NAMED;
  useEffect(() => {
    if (wantsMore) loadMore();
  }, [wantsMore, loadMore]);
  return items;
}
