import { Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PageTitle } from '../shared/PageTitle.js';
import { LeaveSection } from '../shell/LeaveSection.js';
import { OwnerSection } from './OwnerSection.js';
import { SettingsForm } from './SettingsForm.js';

/** What the community is called, how it looks, who can join, and whose it is. */
export function SettingsPage(): ReactNode {
  const { t } = useTranslation('settings');
  return (
    <Stack maw={640} gap="lg">
      <PageTitle title={t('title')} />
      <SettingsForm />
      <OwnerSection />
      <LeaveSection />
    </Stack>
  );
}
