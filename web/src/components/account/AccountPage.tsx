import { Badge, Code, Group, Paper, Stack, Text, TextInput } from '@mantine/core';
import { BusyButton } from '../shared/BusyButton.js';
import { type Me } from '@gatehouse/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { SubmitEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe, useRoles } from '../../stores/community.js';
import { saveMyName } from '../../stores/my-name.js';
import { useViewAs } from '../../stores/view-as.js';
import { CopyButton } from '../shared/CopyButton.js';
import { PageTitle } from '../shared/PageTitle.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { StaleNotice } from '../shared/StaleNotice.js';
import { toast } from '../shared/toast.js';
import { useLeaveWarning } from '../shared/useLeaveWarning.js';
import { useDraft } from '../../hooks/useDraft.js';
import { LeaveSection } from '../shell/LeaveSection.js';
import { KeySection } from './KeySection.js';
import { ReceiptSection } from './ReceiptSection.js';
import { SessionsSection } from './SessionsSection.js';
import { cutTo } from '../../hooks/cut-to.js';
import { fieldMessages } from '../shared/problem-text.js';

const MAX_NAME = 64;

/** One's name, roles, key and sessions. */
export function AccountPage(): ReactNode {
  const { t } = useTranslation('account');
  const isViewing = useViewAs(({ role }) => role !== undefined);
  return (
    <Stack maw={640} gap="lg">
      <PageTitle title={t('title')} />
      <NameSection />
      {/* Those of somebody else are not to be seen. */}
      {!isViewing && <KeySection />}
      {!isViewing && <ReceiptSection />}
      {!isViewing && <SessionsSection />}
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
  const { t: problem } = useTranslation('problems');
  const queries = useQueryClient();
  const me = useMe();
  const { pubkey, roles } = me;
  const byId = useRoles();
  const latest = fieldsOf(me);
  const saving = useMutation({
    mutationFn: ({ name: wanted }: Fields) => saveMyName(queries, wanted),
    onSuccess: (saved, sent) => {
      draft.saved(sent, { fields: fieldsOf(saved), version: 0 });
      toast(t('nameSaved'));
    },
  });
  const draft = useDraft(latest, { isSaving: saving.isPending });
  useLeaveWarning(draft.isChanged);
  const { name } = draft.fields;
  const save = (event: SubmitEvent): void => {
    event.preventDefault();
    saving.mutate(draft.fields);
  };
  return (
    <Paper withBorder p="lg">
      <form onSubmit={save}>
        <Stack>
          <StaleNotice
            draft={draft}
            latest={latest}
            label={(field) => t(field)}
            value={(field, fields) => fields[field]}
          />
          <TextInput
            label={t('name')}
            description={t('nameHint')}
            value={name}
            onChange={(event) => draft.change({ name: cutTo(MAX_NAME, event.currentTarget.value) })}
            error={fieldMessages(saving.error, problem).display_name}
            autoComplete="nickname"
          />
          {saving.error && <ProblemAlert error={saving.error} />}
          <Group>
            <BusyButton type="submit" isBusy={saving.isPending} disabled={!draft.isChanged}>
              {t('common:save')}
            </BusyButton>
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
