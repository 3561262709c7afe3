import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useOfferedMembers } from '../../hooks/useOfferedMembers.js';
import { useStateOf } from '../../hooks/useStateOf.js';
import { isPerson, isUserId, SYSTEM } from '../../stores/person-id.js';
import { offeredQuery } from '../../stores/members.js';
import { personQuery, standingQuery, userWith, type PersonView } from '../../stores/person.js';
import { useLabelOf, withoutKey } from './Person.js';

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

/** Among whom one is looked for: members, or all who were ever here, for whoever may view the audit log. */
type Reach = 'members' | 'everybody';

/** @param chosen the user id that it begins with; among members a public key, too */
export function usePersonChoice(
  chosen: string | undefined,
  { reach = 'everybody', withSystem = false }: { reach?: Reach; withSystem?: boolean } = {},
): PersonChoice {
  const { t } = useTranslation('people');
  const queries = useQueryClient();
  const labelOf = useLabelOf();
  const [{ typed, fault }, change] = useStateOf<Typed>(chosen ?? '', () => ({}));
  const [isLookedFor, setIsLookedFor] = useState(false);
  // Whoever pastes a whole key needs no list, which would lie over what comes next.
  const isWhole = isPerson((typed ?? '').trim());
  const { members } = useOfferedMembers(withoutKey(typed ?? ''), isLookedFor && !isWhole);
  const isSomebody = chosen !== undefined && chosen !== SYSTEM;
  const isAny = reach === 'everybody';
  const member = useQuery({ ...personQuery(chosen ?? ''), enabled: isSomebody && !isAny });
  const anybody = useQuery({ ...standingQuery(chosen ?? ''), enabled: isSomebody && isAny });
  const person = member.data ?? anybody.data;
  const options = [
    ...(withSystem ? [{ value: SYSTEM, label: t('system') }] : []),
    ...(isWhole ? [] : members).map((each) => ({ value: each.user_id, label: labelOf(each) })),
  ];
  const begun = chosen === SYSTEM ? t('system') : person ? labelOf(person) : (chosen ?? '');
  const resolve = async (): Promise<string | null | undefined> => {
    if (typed === undefined) return chosen;
    const text = typed.trim();
    const option = options.find(({ label }) => label === text);
    const found = option ? option.value : await personIn(text, { reach, labelOf, queries });
    if (typeof found !== 'object') return found;
    change((now) => ({ ...now, fault: found.fault }));
    return null;
  };
  return {
    text: typed ?? begun,
    setText: (value) => change(() => ({ typed: value })),
    options,
    fault,
    resolve,
    onFocus: () => setIsLookedFor(true),
  };
}

interface Among {
  readonly reach: Reach;
  readonly labelOf: (person: PersonView) => string;
  readonly queries: QueryClient;
}

async function personIn(
  text: string,
  { reach, labelOf, queries }: Among,
): Promise<string | undefined | { readonly fault: Fault }> {
  if (text === '') return undefined;
  if (isUserId(text)) return text;
  if (isPerson(text)) {
    return reach === 'members' ? text : ((await userWith(text)) ?? { fault: 'neverHere' });
  }
  // Whoever is called just so stands before those whose names go on.
  const offered = await queries.query(offeredQuery(withoutKey(text)));
  const meant = offered.filter((one) => labelOf(one) === text);
  if (meant[0] && meant.length === 1) return meant[0].user_id;
  const wanted = withoutKey(text).toLocaleLowerCase();
  const called = offered.filter((one) => one.display_name?.toLocaleLowerCase() === wanted);
  const [only, another] = called;
  if (another) return { fault: 'ambiguous' };
  return only?.user_id ?? { fault: 'unknown' };
}
