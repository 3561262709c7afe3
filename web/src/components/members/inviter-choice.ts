import type { Member } from '@gatehouse/sdk';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useStateOf } from '../../hooks/useStateOf.js';
import { isPerson } from '../../stores/audit-filter.js';
import { searchedName } from '../../stores/member-search.js';
import { offeredQuery } from '../../stores/members.js';
import { personQuery } from '../../stores/person.js';
import { shortKey, useNameOf } from '../shared/Person.js';

const PAUSE_MS = 250;

/** A field that takes a name, a public key or a user id. */
export interface InviterChoice {
  readonly text: string;
  readonly setText: (text: string) => void;
  readonly options: readonly string[];
  /** What was typed names nobody, or more than one. */
  readonly isFault: boolean;
  /** Whom the text names, by user id or public key; `undefined` for nobody, `null` for a fault, which is shown. */
  readonly resolve: () => string | null | undefined;
}

interface Typed {
  /** `undefined` until something is typed. */
  readonly typed?: string;
  readonly isFault?: boolean;
}

/** @param chosen who it is in the address */
export function useInviterChoice(chosen: string | undefined): InviterChoice {
  const nameOf = useNameOf();
  const [{ typed, isFault = false }, change] = useStateOf<Typed>(chosen ?? '', () => ({}));
  const [q] = useDebouncedValue(searchedName(nameIn(typed ?? '')) ?? '', PAUSE_MS);
  const { data: offered = [] } = useQuery({ ...offeredQuery(q), enabled: q !== '' });
  const { data: person } = useQuery({
    ...personQuery(chosen ?? ''),
    enabled: chosen !== undefined,
  });
  const labelOf = (member: Member): string =>
    member.display_name === null || member.pubkey === null
      ? nameOf(member)
      : `${member.display_name} (${shortKey(member.pubkey)})`;
  const resolve = (): string | null | undefined => {
    if (typed === undefined) return chosen;
    const wanted = typed.trim();
    if (wanted === '') return undefined;
    const found = isPerson(wanted) ? wanted : meant(wanted, offered, labelOf);
    if (found === undefined) change(() => ({ typed, isFault: true }));
    return found ?? null;
  };
  return {
    text: typed ?? (person ? labelOf(person) : (chosen ?? '')),
    setText: (text) => change(() => ({ typed: text })),
    options: [...new Set(offered.map(labelOf))],
    isFault,
    resolve,
  };
}

/** Who was chosen from those on offer, or the only one who is called so. */
function meant(
  text: string,
  offered: readonly Member[],
  labelOf: (member: Member) => string,
): string | undefined {
  const called = offered.filter((member) => labelOf(member) === text);
  const [only, another] =
    called.length > 0
      ? called
      : offered.filter(
          ({ display_name: name }) => name?.toLocaleLowerCase() === text.toLocaleLowerCase(),
        );
  return another ? undefined : only?.user_id;
}

/** What was chosen from the list has the key behind the name. */
function nameIn(text: string): string {
  return text.replace(/ \(\w+…\)$/, '');
}
