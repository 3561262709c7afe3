import { Group, Stack, TextInput } from '@mantine/core';
import type { Server } from '@gatehouse/sdk';
import { BusyButton } from '../shared/BusyButton.js';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode, SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useDraft, type Draft } from '../../hooks/useDraft.js';
import { useServer } from '../../stores/community.js';
import { nameCommunity } from '../../stores/settings.js';
import { IconField, problemOfIcon } from '../shared/IconField.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { fieldMessages } from '../shared/problem-text.js';
import { toast } from '../shared/toast.js';
import { useLeaveWarning } from '../shared/useLeaveWarning.js';
import { cutTo } from '../../hooks/cut-to.js';

const MAX_NAME = 100;

interface Fields {
  readonly name: string;
  /** An URL, or nothing. */
  readonly icon: string;
}

function fieldsOf({ name, icon }: Server): Fields {
  return { name, icon: icon ?? '' };
}

/** What a new community is called, and how it looks. */
export function NameCommunity(): ReactNode {
  const { t } = useTranslation(['overview', 'settings', 'common']);
  const { t: problem } = useTranslation('problems');
  const queries = useQueryClient();
  const saving = useMutation({
    mutationFn: ({ changes }: Draft<Fields>) => nameCommunity(queries, changes),
    onSuccess: (saved, sent) => {
      draft.saved(sent.fields, { fields: fieldsOf(saved), version: 0 });
      toast(t('settings:saved'));
    },
  });
  const draft = useDraft(fieldsOf(useServer()), { isSaving: saving.isPending });
  useLeaveWarning(draft.isChanged);
  const { fields, change, isChanged } = draft;
  const messages = fieldMessages(saving.error, problem);
  const iconProblem = problemOfIcon(fields.icon);
  const save = (event: SubmitEvent): void => {
    event.preventDefault();
    if (iconProblem === undefined) saving.mutate(draft);
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
