import { Button, Group, Paper, Radio, Stack, TextInput } from '@mantine/core';
import { BusyButton } from '../shared/BusyButton.js';
import { type MembershipMode, type Server } from '@gatehouse/sdk';
import { useBlocker } from '@tanstack/react-router';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode, SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { changeServer } from '../../api/server.js';
import { fieldMessages } from '../shared/problem-text.js';
import { serverQuery, useServer } from '../../stores/community.js';
import { changeCached } from '../../stores/change-cached.js';
import { LeaveSection } from '../shell/LeaveSection.js';
import { IconField, problemOfIcon } from '../shared/IconField.js';
import { PageTitle } from '../shared/PageTitle.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { StaleNotice } from '../shared/StaleNotice.js';
import { toast } from '../shared/toast.js';
import { useConfirm } from '../shared/useConfirm.js';
import { useDraft } from '../../hooks/useDraft.js';
import { cutTo } from '../../hooks/cut-to.js';

const MODES = [
  'open',
  'invite_only',
  'allowlist',
  'closed',
] as const satisfies readonly MembershipMode[];
const MAX_NAME = 100;

interface Fields {
  readonly name: string;
  /** An URL, or nothing. */
  readonly icon: string;
  readonly membership_mode: MembershipMode;
}

function fieldsOf({ name, icon, membership_mode }: Server): Fields {
  return { name, icon: icon ?? '', membership_mode };
}

/** What the community is called, how it looks, and who can join. */
export function SettingsPage(): ReactNode {
  const { t } = useTranslation('settings');
  return (
    <Stack maw={640} gap="lg">
      <PageTitle title={t('title')} />
      <SettingsForm />
      <LeaveSection />
    </Stack>
  );
}

function SettingsForm(): ReactNode {
  const { t } = useTranslation(['settings', 'common']);
  const queries = useQueryClient();
  const draft = useDraft(fieldsOf(useServer()));
  useLeaveWarning(draft.isChanged);
  const { fields, change } = draft;
  const saving = useMutation({
    mutationFn: ({ name, icon, ...others }: Partial<Fields>) => {
      const body = {
        ...others,
        ...(name !== undefined && { name: name.trim() }),
        ...(icon !== undefined && { icon: icon.trim() === '' ? null : icon.trim() }),
      };
      return changeServer(body);
    },
    onSuccess: (saved) => {
      changeCached(queries, serverQuery.queryKey, () => saved);
      change(fieldsOf(saved));
      toast(t('saved'));
    },
  });
  const messages = fieldMessages(saving.error);
  const iconProblem = problemOfIcon(fields.icon);
  const save = (event: SubmitEvent): void => {
    event.preventDefault();
    if (iconProblem === undefined) saving.mutate(draft.changes);
  };
  return (
    <Paper withBorder p="lg">
      <form onSubmit={save}>
        <Stack gap="lg">
          {draft.stale.length > 0 && (
            <StaleNotice
              fields={draft.stale.map((field) => t(`field.${field}`))}
              onShow={draft.reset}
            />
          )}
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
          <Radio.Group
            label={t('mode')}
            value={fields.membership_mode}
            onChange={(value) => change({ membership_mode: modeOf(value) })}
            error={messages.membership_mode}
          >
            <Stack gap="sm" mt="xs">
              {MODES.map((mode) => (
                <Radio
                  key={mode}
                  value={mode}
                  label={t(`modes.${mode}.name`)}
                  description={t(`modes.${mode}.text`)}
                />
              ))}
            </Stack>
          </Radio.Group>
          {saving.error && <ProblemAlert error={saving.error} />}
          <Group>
            <BusyButton type="submit" isBusy={saving.isPending} disabled={!draft.isChanged}>
              {t('common:save')}
            </BusyButton>
            {draft.isChanged && (
              <Button variant="default" onClick={draft.reset}>
                {t('discard')}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}

function modeOf(value: string): MembershipMode {
  return MODES.find((mode) => mode === value) ?? 'invite_only';
}

/** Whoever leaves a changed form is asked first. */
function useLeaveWarning(isChanged: boolean): void {
  const { t } = useTranslation('settings');
  const confirm = useConfirm();
  useBlocker({
    shouldBlockFn: async () => {
      const question = {
        title: t('unsaved.title'),
        text: t('unsaved.text'),
        confirm: t('unsaved.leave'),
      };
      return !(await confirm(question));
    },
    disabled: !isChanged,
    enableBeforeUnload: isChanged,
  });
}
