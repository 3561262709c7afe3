import { Alert, Button } from '@mantine/core';
import { answerOf, type Listing } from '@gatehouse/sdk';
import { IconInfoCircle, IconListCheck } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/api.js';
import { usePages } from '../../api/pages.js';
import { fieldMessages } from '../../api/problem-text.js';
import { useServer } from '../../api/queries.js';
import { EmptyState } from '../../ui/empty-state.js';
import { KeyForm } from '../../ui/key-form.js';
import { PagedTable, type Column } from '../../ui/paged-table.js';
import { PageLink } from '../../ui/page-link.js';
import { PageTitle } from '../../ui/page-title.js';
import { PersonById } from '../../ui/person-by-id.js';
import { PersonLine, shortKey } from '../../ui/person.js';
import { ProblemAlert } from '../../ui/problem-alert.js';
import { RelativeTime } from '../../ui/relative-time.js';
import { toast } from '../../ui/toast.js';
import { useConfirm } from '../../ui/use-confirm.js';
import { allowlistKey, fetchAllowlist } from './queries.js';

/** Whose key is known, and can join in the mode `allowlist`. */
export function AllowlistPage(): ReactNode {
  const { t } = useTranslation('allowlist');
  const queries = useQueryClient();
  const { membership_mode: mode } = useServer();
  const pages = usePages(allowlistKey, fetchAllowlist, { polls: true });
  const adding = useMutation({
    mutationFn: (pubkey: string) => answerOf(api.POST('/api/v1/allowlist', { body: { pubkey } })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: allowlistKey });
      toast(t('added'));
    },
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
  const fieldError = fieldMessages(adding.error).pubkey;
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
    mutationFn: (key: string) =>
      answerOf(api.DELETE('/api/v1/allowlist/{pubkey}', { params: { path: { pubkey: key } } })),
    onSuccess: () => toast(t('removed')),
    // Also when somebody else has removed it.
    onSettled: () => queries.invalidateQueries({ queryKey: allowlistKey }),
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
      <Button
        size="xs"
        variant="default"
        loading={removing.isPending}
        aria-label={t('removeOf', { key })}
        onClick={() => void ask()}
      >
        {t('remove')}
      </Button>
      {removing.error && <ProblemAlert error={removing.error} />}
    </>
  );
}
