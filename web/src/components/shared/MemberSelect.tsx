import { Select } from '@mantine/core';
import type { Member } from '@gatehouse/sdk';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useOfferedMembers } from '../../hooks/useOfferedMembers.js';
import { useLabelOf, withoutKey } from './Person.js';
import { ProblemAlert } from './ProblemAlert.js';

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
  const [isLookedFor, setIsLookedFor] = useState(false);
  const { members, isLoading, error } = useOfferedMembers(withoutKey(text), isLookedFor);
  const labelOf = useLabelOf();
  const others = members.filter(({ user_id, pubkey }) => user_id !== without && pubkey !== null);
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
        onFocus={() => setIsLookedFor(true)}
        searchable
        clearable
        searchValue={text}
        onSearchChange={setText}
        // The server has found them already.
        filter={({ options }) => options}
        nothingFoundMessage={t(isLoading ? 'find.loading' : 'find.nobody')}
        autoComplete="off"
        spellCheck={false}
      />
      {error !== null && members.length === 0 && <ProblemAlert error={error} />}
    </>
  );
}
