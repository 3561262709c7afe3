import { Badge, Button, Code, Group, Paper, Stack, Text, TextInput } from '@mantine/core';
import { answerOf, type Me } from '@gatehouse/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { SubmitEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/api.js';
import { meQuery, useMe, useRoles } from '../../api/queries.js';
import { changeCached } from '../../live/change-cached.js';
import { CopyButton } from '../../ui/copy-button.js';
import { PageTitle } from '../../ui/page-title.js';
import { ProblemAlert } from '../../ui/problem-alert.js';
import { StaleNotice } from '../../ui/stale-notice.js';
import { toast } from '../../ui/toast.js';
import { useDraft } from '../../ui/use-draft.js';
import { LeaveSection } from '../../shell/leave-section.js';
import { KeySection } from './key-section.js';

const MAX_NAME = 64;

/** One's name, roles and key. */
export function AccountPage(): ReactNode {
  const { t } = useTranslation('account');
  return (
    <Stack maw={640} gap="lg">
      <PageTitle title={t('title')} />
      <NameSection />
      <KeySection />
      <LeaveSection />
    </Stack>
  );
}

interface Fields {
  /** Nothing, for whoever has no name. */
  readonly name: string;
}

function fieldsOf({ display_name }: Me): Fields {
  return { name: display_name ?? '' };
}

function NameSection(): ReactNode {
  const { t } = useTranslation(['account', 'common']);
  const queries = useQueryClient();
  const me = useMe();
  const { pubkey, roles } = me;
  const byId = useRoles();
  const draft = useDraft(fieldsOf(me));
  const { name } = draft.fields;
  const saving = useMutation({
    mutationFn: (wanted: string | null) =>
      answerOf(api.PATCH('/api/v1/auth/me', { body: { display_name: wanted } })),
    onSuccess: (saved) => {
      changeCached(queries, meQuery.queryKey, () => saved);
      draft.change(fieldsOf(saved));
      toast(t('nameSaved'));
    },
  });
  const save = (event: SubmitEvent): void => {
    event.preventDefault();
    saving.mutate(name.trim() === '' ? null : name.trim());
  };
  return (
    <Paper withBorder p="lg">
      <form onSubmit={save}>
        <Stack>
          {draft.stale.length > 0 && (
            <StaleNotice fields={[t('field.name')]} onShow={draft.reset} />
          )}
          <TextInput
            label={t('name')}
            description={t('nameHint')}
            value={name}
            onChange={(event) => draft.change({ name: event.currentTarget.value })}
            maxLength={MAX_NAME}
            autoComplete="nickname"
          />
          {saving.error && <ProblemAlert error={saving.error} />}
          <Group>
            <Button type="submit" loading={saving.isPending} disabled={!draft.isChanged}>
              {t('common:save')}
            </Button>
          </Group>
        </Stack>
      </form>
      {roles.length > 0 && (
        <Stack gap="xs" mt="lg">
          <Text fw={600}>{t('roles')}</Text>
          <Group gap="xs">
            {roles.map((id) => (
              <Badge key={id} variant="default" tt="none" size="lg">
                <bdi>{byId.get(id)?.name ?? id}</bdi>
              </Badge>
            ))}
          </Group>
        </Stack>
      )}
      {pubkey !== null && (
        <Stack gap="xs" mt="lg">
          <Text fw={600}>{t('pubkey')}</Text>
          <Text size="sm" c="dimmed">
            {t('pubkeyHint')}
          </Text>
          <Code block>{pubkey}</Code>
          <Group>
            <CopyButton text={pubkey} />
          </Group>
        </Stack>
      )}
    </Paper>
  );
}
