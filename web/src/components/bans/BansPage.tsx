import { BusyButton } from '../shared/BusyButton.js';
import { type Ban } from '@gatehouse/sdk';
import { IconBan } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { usePages } from '../../stores/pages.js';
import { askReason } from '../shared/AskReason.js';
import { EmptyState } from '../shared/EmptyState.js';
import { KeyForm } from '../shared/KeyForm.js';
import { PagedTable, type Column } from '../shared/PagedTable.js';
import { PageTitle } from '../shared/PageTitle.js';
import { PersonById } from '../shared/PersonById.js';
import { PersonLine, shortKey } from '../shared/Person.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { RelativeTime } from '../shared/RelativeTime.js';
import { toast } from '../shared/toast.js';
import { useConfirm } from '../shared/useConfirm.js';
import { banKey, bansKey, fetchBans, liftBan } from '../../stores/bans.js';

/** Who is shut out, by whom and why; lifting a ban, and banning a key that was never here. */
export function BansPage(): ReactNode {
  const { t } = useTranslation(['bans', 'people']);
  const queries = useQueryClient();
  const pages = usePages(bansKey, fetchBans, { polls: true });
  const columns: readonly Column<Ban>[] = [
    {
      id: 'who',
      header: t('column.who'),
      width: '2fr',
      cell: (ban) => <PersonLine person={ban} />,
    },
    {
      id: 'reason',
      header: t('people:reason'),
      width: '2fr',
      cell: ({ reason }) => reason !== null && <bdi>{reason}</bdi>,
    },
    {
      id: 'by',
      header: t('column.by'),
      width: '1fr',
      cell: ({ banned_by }) => <PersonById userId={banned_by} />,
    },
    {
      id: 'when',
      header: t('column.when'),
      width: '1fr',
      cell: ({ banned_at }) => <RelativeTime at={banned_at} />,
    },
    {
      id: 'lift',
      header: t('column.lift'),
      width: '8rem',
      cell: (ban) => <LiftBan ban={ban} />,
    },
  ];
  const ban = (pubkey: string): Promise<boolean> =>
    new Promise((resolve) => {
      askReason({
        title: t('banTitle', { key: shortKey(pubkey) }),
        text: t('banText'),
        confirm: t('ban'),
        act: async (reason) => {
          await banKey(queries, pubkey, reason);
          toast(t('banned'));
          resolve(true);
        },
      });
    });
  return (
    <>
      <PageTitle title={t('title')} />
      <KeyForm label={t('key')} hint={t('keyHint')} action={t('ban')} onKey={ban} />
      <PagedTable
        label={t('title')}
        pages={pages}
        columns={columns}
        keyOf={({ user_id }) => user_id}
        empty={
          <EmptyState
            icon={<IconBan size={48} stroke={1.5} />}
            title={t('empty')}
            text={t('emptyText')}
          />
        }
      />
    </>
  );
}

function LiftBan({ ban: { user_id, pubkey } }: { readonly ban: Ban }): ReactNode {
  const { t } = useTranslation('bans');
  const queries = useQueryClient();
  const confirm = useConfirm();
  const lifting = useMutation({
    mutationFn: (key: string) => liftBan(queries, key),
    onSuccess: () => toast(t('lifted')),
  });
  const key = shortKey(pubkey ?? user_id);
  const ask = async (): Promise<void> => {
    const question = { title: t('liftTitle', { key }), text: t('liftText'), confirm: t('lift') };
    if (await confirm(question)) lifting.mutate(pubkey ?? user_id);
  };
  return (
    <>
      <BusyButton
        size="xs"
        variant="default"
        isBusy={lifting.isPending}
        aria-label={t('liftOf', { key })}
        onClick={() => void ask()}
      >
        {t('lift')}
      </BusyButton>
      {lifting.error && <ProblemAlert error={lifting.error} />}
    </>
  );
}
