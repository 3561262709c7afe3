import { Select, type ComboboxItem, type OptionsFilter } from '@mantine/core';
import type { Member } from '@gatehouse/sdk';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useKnownMembers } from '../../hooks/useKnownMembers.js';
import { shortKey, useNameOf } from './Person.js';
import { ProblemAlert } from './ProblemAlert.js';

const MOST_SHOWN = 20;

interface Props {
  readonly label: string;
  readonly member: Member | undefined;
  readonly onChange: (member: Member | undefined) => void;
  /** Whom it makes no sense to choose, by user id. */
  readonly without: string;
}

/** A field by which one finds a member: by name, or by public key. */
export function MemberSelect({ label, member, onChange, without }: Props): ReactNode {
  const { t } = useTranslation('people');
  const [text, setText] = useState('');
  const known = useKnownMembers(text);
  const labelOf = useLabel();
  const others = known.members.filter(
    ({ user_id, pubkey }) => user_id !== without && pubkey !== null,
  );
  const held = member && !others.some(({ pubkey }) => pubkey === member.pubkey) ? [member] : [];
  const choice = [...held, ...others];
  return (
    <>
      <Select
        label={label}
        description={t('find.hint')}
        data={choice.map((each) => ({ value: each.pubkey ?? '', label: labelOf(each) }))}
        value={member?.pubkey ?? null}
        onChange={(key) => onChange(choice.find(({ pubkey }) => pubkey === key))}
        onFocus={known.look}
        searchable
        clearable
        searchValue={text}
        onSearchChange={setText}
        filter={byNameOrKey}
        limit={MOST_SHOWN}
        nothingFoundMessage={t(known.isLoading ? 'find.loading' : 'find.nobody')}
        autoComplete="off"
        spellCheck={false}
      />
      {known.error !== null && known.members.length === 0 && <ProblemAlert error={known.error} />}
    </>
  );
}

const byNameOrKey: OptionsFilter = ({ options, search, limit }) => {
  const wanted = search.trim().toLocaleLowerCase();
  return (options as ComboboxItem[])
    .filter(({ label, value }) => `${label} ${value}`.toLocaleLowerCase().includes(wanted))
    .slice(0, limit);
};

/** A name, and as much of the key as tells two of the same name apart. */
function useLabel(): (member: Member) => string {
  const nameOf = useNameOf();
  return (member) =>
    member.display_name === null || member.pubkey === null
      ? nameOf(member)
      : `${member.display_name} (${shortKey(member.pubkey)})`;
}
