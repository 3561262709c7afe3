import { Group, Stack, TextInput } from '@mantine/core';
import { BusyButton } from '../shared/BusyButton.js';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode, SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { changeServer } from '../../api/server.js';
import { useDraft } from '../../hooks/useDraft.js';
import { changeCached } from '../../stores/change-cached.js';
import { serverQuery, useServer } from '../../stores/community.js';
import { IconField, problemOfIcon } from '../shared/IconField.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { fieldMessages } from '../shared/problem-text.js';
import { toast } from '../shared/toast.js';
import { cutTo } from '../../hooks/cut-to.js';

const MAX_NAME = 100;

/** What a new community is called, and how it looks. */
export function NameCommunity(): ReactNode {
  const { t } = useTranslation(['overview', 'settings', 'common']);
  const { t: problem } = useTranslation('problems');
  const queries = useQueryClient();
  const { name, icon } = useServer();
  const { fields, change, changes, isChanged } = useDraft({ name, icon: icon ?? '' });
  const saving = useMutation({
    mutationFn: () =>
      changeServer({
        ...(changes.name !== undefined && { name: changes.name.trim() }),
        ...(changes.icon !== undefined && { icon: changes.icon.trim() || null }),
      }),
    onSuccess: (saved) => {
      changeCached(queries, serverQuery.queryKey, () => saved);
      change({ name: saved.name, icon: saved.icon ?? '' });
      toast(t('settings:saved'));
    },
  });
  const messages = fieldMessages(saving.error, problem);
  const iconProblem = problemOfIcon(fields.icon);
  const save = (event: SubmitEvent): void => {
    event.preventDefault();
    if (iconProblem === undefined) saving.mutate();
  };
  return (
    <form onSubmit={save}>
      <Stack gap="sm" maw={420}>
        <TextInput
          label={t('settings:name')}
          value={fields.name}
          onChange={(event) => change({ name: cutTo(MAX_NAME, event.currentTarget.value) })}
          onFocus={(event) => event.currentTarget.select()}
          required
          error={messages.name}
        />
        <IconField
          name={fields.name}
          icon={fields.icon}
          onChange={(url) => change({ icon: url })}
          error={iconProblem ? t(`settings:iconProblem.${iconProblem}`) : messages.icon}
        />
        {saving.error && <ProblemAlert error={saving.error} />}
        <Group>
          <BusyButton type="submit" isBusy={saving.isPending} disabled={!isChanged}>
            {t('common:save')}
          </BusyButton>
        </Group>
      </Stack>
    </form>
  );
}
