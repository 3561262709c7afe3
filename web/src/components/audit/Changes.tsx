import { Paper, Stack, Table, Text, Title } from '@mantine/core';
import { BusyButton } from '../shared/BusyButton.js';
import { IconEqual } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../shared/EmptyState.js';
import { Loading } from '../shared/Loading.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import type { MomentSearch } from '../../stores/as-of-search.js';
import { useFieldName } from './field-name.js';
import { FieldValue } from './FieldValue.js';
import { InviteRef } from './InviteRef.js';
import { useChanges, type Change } from '../../stores/moments.js';
import { RoleRef } from './RoleRef.js';
import { Who } from './Who.js';

interface Props {
  readonly from: MomentSearch;
  readonly to: MomentSearch;
}

/** What was different at two moments. */
export function Changes({ from, to }: Props): ReactNode {
  const { t } = useTranslation('audit');
  const isNow = from.position === undefined && from.at === undefined;
  if (isNow) {
    return (
      <EmptyState
        icon={<IconEqual size={48} stroke={1.5} />}
        title={t('changes.choose.title')}
        text={t('changes.choose.text')}
      />
    );
  }
  return <Between from={from} to={to} />;
}

function Between({ from, to }: Props): ReactNode {
  const { t } = useTranslation(['audit', 'common']);
  const { items, status, error, hasMore, isLoadingMore, loadMore, retry } = useChanges(from, to);
  if (status === 'pending') return <Loading />;
  if (status === 'success' && items.length === 0 && !hasMore) {
    return (
      <EmptyState
        icon={<IconEqual size={48} stroke={1.5} />}
        title={t('changes.none.title')}
        text={t('changes.none.text')}
      />
    );
  }
  return (
    <Stack>
      {items.map((change) => (
        <ChangeCard key={change.stream} change={change} />
      ))}
      {status === 'error' && <ProblemAlert error={error} onRetry={retry} />}
      {hasMore && status === 'success' && (
        <BusyButton variant="default" isBusy={isLoadingMore} onClick={loadMore}>
          {t('common:moreToLoad')}
        </BusyButton>
      )}
    </Stack>
  );
}

/** What changes with everything else, and says nothing by itself. */
const UNSAID: ReadonlySet<string> = new Set(['version', 'updated_at', 'last_used_at']);

function ChangeCard({ change }: { readonly change: Change }): ReactNode {
  const { t } = useTranslation('audit');
  const nameOf = useFieldName();
  const { kind, stream, before, after, changed } = change;
  const [was, is] = [before ?? {}, after ?? {}] as Readonly<Record<string, unknown>>[];
  const fields = changed.filter((field) => !UNSAID.has(field));
  const said = before === null ? fields.filter((field) => is?.[field] !== null) : fields;
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2} size="h5" mb="xs">
        {t(`changes.kind.${kind}`)} <Thing kind={kind} stream={stream} />
      </Title>
      {before === null && <Text size="sm">{t('changes.new')}</Text>}
      {after === null && <Text size="sm">{t('changes.gone')}</Text>}
      {after !== null && said.length > 0 && (
        <Table.ScrollContainer minWidth={0}>
          <Table layout="fixed">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('changes.field')}</Table.Th>
                {before !== null && <Table.Th>{t('changes.before')}</Table.Th>}
                <Table.Th>{t('changes.after')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {said.map((field) => (
                <Table.Tr key={field}>
                  <Table.Th scope="row">{nameOf(field)}</Table.Th>
                  {before !== null && (
                    <Table.Td>
                      <FieldValue name={field} value={was?.[field]} />
                    </Table.Td>
                  )}
                  <Table.Td>
                    <FieldValue name={field} value={is?.[field]} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Paper>
  );
}

function Thing({ kind, stream }: Pick<Change, 'kind' | 'stream'>): ReactNode {
  const id = stream.slice(stream.indexOf('-') + 1);
  switch (kind) {
    case 'server':
      return null;
    case 'role':
      return <RoleRef id={id} />;
    case 'member':
      return <Who userId={id} />;
    case 'invite':
      return <InviteRef code={id} />;
  }
}
