import { Button, Group, Stack, Text } from '@mantine/core';
import type { Member } from '@gatehouse/sdk';
import { useEffect, useEffectEvent, useState, type ReactNode, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useActor, useDeed } from '../../hooks/useDeed.js';
import type { Selection } from '../../hooks/useSelection.js';
import { outlookOf, type Deed, type DeedKind } from '../../stores/deed.js';
import { BusyButton } from '../shared/BusyButton.js';
import { PeopleList } from '../shared/PeopleList.js';
import { ReasonField, reasonIn } from '../shared/ReasonField.js';
import { useLeaveWarning } from '../shared/useLeaveWarning.js';
import { DeedProgress } from './DeedProgress.js';
import { DeedResults } from './DeedResults.js';
import { GivenRole } from './GivenRole.js';

interface Props {
  readonly kind: DeedKind;
  readonly selection: Selection<Member>;
  readonly onActing: (isActing: boolean) => void;
  readonly onClose: () => void;
}

export function DeedForm({ kind, selection, onActing, onClose }: Props): ReactNode {
  const { t } = useTranslation(['members', 'people', 'common']);
  const actor = useActor();
  const [roleId, setRoleId] = useState('');
  const [reason, setReason] = useState('');
  // As they were chosen: what is done takes them out of the selection.
  const [people] = useState(selection.items);
  const role = actor.roles.get(roleId);
  const deed: Deed | undefined = kind === 'role' ? role && { kind, role } : { kind };
  const { status, results, begin, stop } = useDeed(deed, selection.remove);
  const [tried, setTried] = useState<readonly Member[]>([]);
  const tell = useEffectEvent(onActing);
  useEffect(() => tell(status === 'pending'), [status]);
  useLeaveWarning(status === 'pending', 'oneByOne');
  const { affected, spared } = deed ? outlookOf(deed, people, actor) : { affected: [], spared: [] };
  if (status === 'done') return <DeedResults {...{ kind, tried, results, onClose }} />;
  const isActing = status === 'pending';
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (isActing || affected.length === 0) return;
    setTried(affected);
    begin(affected, reasonIn(reason));
  };
  if (isActing) return <DeedProgress done={results.size} of={tried.length} onStop={stop} />;
  return (
    <form onSubmit={submit}>
      <Stack>
        {kind === 'role' && <GivenRole value={roleId} onChange={setRoleId} />}
        <Text size="sm">{t(`deed.${kind}.text`)}</Text>
        <PeopleList
          title={t(`deed.${kind}.affected`, { count: affected.length })}
          people={affected.map((person) => ({ person }))}
        />
        {deed && affected.length === 0 && <Text fw={600}>{t('deed.nobody')}</Text>}
        <PeopleList
          title={t('deed.spared', { count: spared.length })}
          people={spared.map(({ member, why }) => ({
            person: member,
            note: t(`people:spared.${why}`),
          }))}
        />
        {kind !== 'role' && <ReasonField value={reason} onChange={setReason} isFirst />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <BusyButton
            type="submit"
            isBusy={false}
            disabled={affected.length === 0}
            {...(kind !== 'role' && { color: 'red' })}
          >
            {deed ? t(`deed.${kind}.confirm`, { count: affected.length }) : t('deed.role.open')}
          </BusyButton>
        </Group>
      </Stack>
    </form>
  );
}
