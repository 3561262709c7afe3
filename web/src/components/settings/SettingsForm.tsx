import { Button, Group, Paper, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode, SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { cutTo } from '../../hooks/cut-to.js';
import { useDraft } from '../../hooks/useDraft.js';
import { changeCached } from '../../stores/change-cached.js';
import { serverQuery, useServer } from '../../stores/community.js';
import type { FormDraft } from '../../stores/form-draft.js';
import { saveSettings, settingsOf, type Settings } from '../../stores/settings.js';
import { isStale } from '../../stores/write-if-same.js';
import { BusyButton } from '../shared/BusyButton.js';
import { IconField, problemOfIcon } from '../shared/IconField.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { fieldMessages } from '../shared/problem-text.js';
import { toast } from '../shared/toast.js';
import { useLeaveWarning } from '../shared/useLeaveWarning.js';
import { AccentField } from './AccentField.js';
import { ModeField } from './ModeField.js';
import { StaleSettings } from './StaleSettings.js';

const MAX_NAME = 100;

/** Name, icon, colour, and who can join. */
export function SettingsForm(): ReactNode {
  const { t } = useTranslation(['settings', 'common']);
  const { t: problem } = useTranslation('problems');
  const queries = useQueryClient();
  const server = useServer();
  const latest = settingsOf(server);
  const saving = useMutation({
    mutationFn: (sent: FormDraft<Settings>) => saveSettings(queries, sent),
    onSuccess: (saved, sent) => {
      changeCached(queries, serverQuery.queryKey, () => saved);
      draft.saved(sent.fields, { fields: settingsOf(saved), version: saved.version });
      toast(t('saved'));
    },
  });
  const draft = useDraft(latest, { version: server.version, isSaving: saving.isPending });
  useLeaveWarning(draft.isChanged);
  const { fields, change } = draft;
  const isRefused = isStale(saving.error);
  const messages = fieldMessages(saving.error, problem);
  const iconProblem = problemOfIcon(fields.icon);
  const save = (event: SubmitEvent): void => {
    event.preventDefault();
    if (iconProblem === undefined) saving.mutate(draft);
  };
  const discard = (): void => {
    draft.reset();
    saving.reset();
  };
  return (
    <Paper withBorder p="lg">
      <form onSubmit={save}>
        <Stack gap="lg">
          <StaleSettings
            draft={draft}
            latest={latest}
            isRefused={isRefused}
            onChoice={saving.reset}
          />
          <TextInput
            label={t('name')}
            value={fields.name}
            onChange={(event) => change({ name: cutTo(MAX_NAME, event.currentTarget.value) })}
            required
            error={messages.name}
          />
          <IconField
            name={fields.name}
            icon={fields.icon}
            onChange={(icon) => change({ icon })}
            error={iconProblem ? t(`iconProblem.${iconProblem}`) : messages.icon}
          />
          <AccentField
            color={fields.accent_color}
            onChange={(accent_color) => change({ accent_color })}
            error={messages.accent_color}
          />
          <ModeField
            mode={fields.membership_mode}
            onChange={(membership_mode) => change({ membership_mode })}
            error={messages.membership_mode}
          />
          {saving.error && !(isRefused && draft.isStale) && <ProblemAlert error={saving.error} />}
          <Group>
            <BusyButton type="submit" isBusy={saving.isPending} disabled={!draft.isChanged}>
              {t('common:save')}
            </BusyButton>
            {draft.isChanged && (
              <Button variant="default" onClick={discard}>
                {t('discard')}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}
