import { Group, Stack, Text } from '@mantine/core';
import { useEffect, useEffectEvent, useState, type ReactNode, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useBranch } from '../../hooks/useBranch.js';
import type { BranchAction, BranchTop } from '../../stores/branch.js';
import { BranchDone } from './BranchDone.js';
import { BranchPeople } from './BranchPeople.js';
import { BusyButton } from './BusyButton.js';
import { ChoiceChips } from './ChoiceChips.js';
import { HowFar } from './HowFar.js';
import { Loading } from './Loading.js';
import { PageLink } from './PageLink.js';
import { ProblemAlert } from './ProblemAlert.js';
import { ReasonField, reasonIn } from './ReasonField.js';
import { useLeaveWarning } from './useLeaveWarning.js';

interface Props {
  readonly top: BranchTop;
  readonly actions: readonly BranchAction[];
  readonly onActing: (isActing: boolean) => void;
  readonly onClose: () => void;
}

/** Says whom an action would be done to; then does it, and says what was done. */
export function BranchForm({ top, actions, onActing, onClose }: Props): ReactNode {
  const { t } = useTranslation(['branch', 'common']);
  const [action, setAction] = useState<BranchAction>(actions[0] ?? 'kick');
  const [reason, setReason] = useState('');
  const branch = useBranch(top, action);
  const { outlook, outcome, isActing, progress: { done, of } = { done: 0, of: 0 } } = branch;
  const tell = useEffectEvent(onActing);
  useEffect(() => tell(isActing), [isActing]);
  useLeaveWarning(isActing, 'branch');
  if (outcome) return <BranchDone outcome={outcome} onClose={onClose} />;
  const count = outlook?.people.length ?? 0;
  const isNothing = outlook !== undefined && count === 0 && outlook.invite_count === 0;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (outlook && !isNothing && !isActing) branch.act(reasonIn(reason));
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <ChoiceChips
          label={t('what')}
          choices={actions.map((value) => ({ value, label: t(`action.${value}`) }))}
          value={action}
          onChoice={(chosen) => {
            if (isActing) return;
            setAction(chosen);
            branch.forget();
          }}
          isFirst
        />
        <Text size="sm">{t(`text.${action}`)}</Text>
        {'invite' in top && (
          <Text size="sm">
            {t('inviteStops')}{' '}
            <PageLink to="/members" search={{ invite: top.invite }} inherit underline="always">
              {t('onlySome')}
            </PageLink>
          </Text>
        )}
        {branch.outlookError !== null && (
          <ProblemAlert error={branch.outlookError} onRetry={branch.lookAgain} />
        )}
        {branch.outlookError === null && !outlook && <Loading />}
        {outlook && (
          <>
            <Text fw={600} role="status">
              {t(`would.${action}`, { count })}
            </Text>
            <BranchPeople outcome={outlook} />
          </>
        )}
        <ReasonField value={reason} onChange={setReason} />
        {isActing && (
          <HowFar label={t('progress')} done={done} of={of}>
            {of === 0 ? t('begun') : t('soFar', { done, of })}
          </HowFar>
        )}
        {branch.error !== null && <ProblemAlert error={branch.error} />}
        <Group justify="flex-end">
          <BusyButton variant="default" isBusy={false} disabled={isActing} onClick={onClose}>
            {t('common:cancel')}
          </BusyButton>
          <BusyButton type="submit" color="red" isBusy={isActing} disabled={!outlook || isNothing}>
            {t(`confirm.${action}`, { count })}
          </BusyButton>
        </Group>
      </Stack>
    </form>
  );
}
