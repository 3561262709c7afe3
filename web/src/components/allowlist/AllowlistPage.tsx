import { Alert } from '@mantine/core';
import { BusyButton } from '../shared/BusyButton.js';
import { type Listing } from '@gatehouse/sdk';
import { IconInfoCircle, IconListCheck } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { usePages } from '../../stores/pages.js';
import { fieldMessages } from '../shared/problem-text.js';
import { useServer } from '../../stores/community.js';
import { EmptyState } from '../shared/EmptyState.js';
import { KeyForm } from '../shared/KeyForm.js';
import { PagedTable, type Column } from '../shared/PagedTable.js';
import { PageLink } from '../shared/PageLink.js';
import { PageTitle } from '../shared/PageTitle.js';
import { PersonById } from '../shared/PersonById.js';
import { PersonLine, shortKey } from '../shared/Person.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { RelativeTime } from '../shared/RelativeTime.js';
import { toast } from '../shared/toast.js';
import { useConfirm } from '../shared/useConfirm.js';
import { allowlistKey, fetchAllowlist, putOnList, takeOffList } from '../../stores/allowlist.js';

/** Whose key is known, and can join in the mode `allowlist`. */
export function AllowlistPage(): ReactNode {
  const { t } = useTranslation('allowlist');
  const { t: problem } = useTranslation('problems');
  const queries = useQueryClient();
  const { membership_mode: mode } = useServer();
  const pages = usePages(allowlistKey, fetchAllowlist, { polls: true });
  const adding = useMutation({
    mutationFn: (pubkey: string) => putOnList(queries, pubkey),
    onSuccess: () => toast(t('added')),
  });
  const add = (pubkey: string): Promise<boolean> =>
    adding.mutateAsync(pubkey).then(
      () => true,
      () => false,
    );
  const columns: readonly Column<Listing>[] = [
    {
      id: 'who',
      header: t('column.who'),
      width: '2fr',
      cell: (entry) => <PersonLine person={entry} />,
    },
    {
      id: 'by',
      header: t('column.by'),
      width: '1fr',
      cell: ({ added_by }) => <PersonById userId={added_by} />,
    },
    {
      id: 'when',
      header: t('column.when'),
      width: '1fr',
      cell: ({ added_at }) => <RelativeTime at={added_at} />,
    },
    {
      id: 'remove',
      header: t('column.remove'),
      width: '8rem',
      cell: (entry) => <Unlist entry={entry} />,
    },
  ];
  const fieldError = fieldMessages(adding.error, problem).pubkey;
  return (
    <>
      <PageTitle title={t('title')} />
      {mode !== 'allowlist' && (
        <Alert color="gray" variant="outline" icon={<IconInfoCircle aria-hidden />} mb="lg">
          {t('notInUse')} <PageLink to="/settings">{t('toSettings')}</PageLink>
        </Alert>
      )}
      <KeyForm
        label={t('key')}
        hint={t('keyHint')}
        action={t('add')}
        onKey={add}
        isBusy={adding.isPending}
        error={fieldError}
      >
        {adding.error && <ProblemAlert error={adding.error} />}
      </KeyForm>
      <PagedTable
        label={t('title')}
        pages={pages}
        columns={columns}
        keyOf={({ user_id }) => user_id}
        empty={
          <EmptyState
            icon={<IconListCheck size={48} stroke={1.5} />}
            title={t('empty')}
            text={t('emptyText')}
          />
        }
      />
    </>
  );
}

function Unlist({ entry: { pubkey } }: { readonly entry: Listing }): ReactNode {
  const { t } = useTranslation('allowlist');
  const queries = useQueryClient();
  const confirm = useConfirm();
  const removing = useMutation({
    mutationFn: (key: string) => takeOffList(queries, key),
    onSuccess: () => toast(t('removed')),
  });
  if (pubkey === null) return null;
  const key = shortKey(pubkey);
  const ask = async (): Promise<void> => {
    const question = {
      title: t('removeTitle', { key }),
      text: t('removeText'),
      confirm: t('remove'),
    };
    if (await confirm(question)) removing.mutate(pubkey);
  };
  return (
    <>
      <BusyButton
        size="xs"
        variant="default"
        isBusy={removing.isPending}
        aria-label={t('removeOf', { key })}
        onClick={() => void ask()}
      >
        {t('remove')}
      </BusyButton>
      {removing.error && <ProblemAlert error={removing.error} />}
    </>
  );
}
