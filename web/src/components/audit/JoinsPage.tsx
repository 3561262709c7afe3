import { SimpleGrid, Stack } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ChoiceChips } from '../shared/ChoiceChips.js';
import { JoinsByDay } from '../shared/JoinsByDay.js';
import { AuditFrame } from './AuditFrame.js';
import { TopJoins } from './TopJoins.js';

/** How many joined, when, by what and through whom. */
export function JoinsPage(): ReactNode {
  const { t } = useTranslation(['charts', 'audit']);
  const navigate = useNavigate();
  const { days = 30 } = useSearch({ from: '/audit/joins' });
  return (
    <AuditFrame part="joins">
      <Stack gap="lg">
        <ChoiceChips
          label={t('span')}
          choices={[
            { value: '30', label: t('days', { count: 30 }) },
            { value: '90', label: t('days', { count: 90 }) },
          ]}
          value={days === 90 ? '90' : '30'}
          onChoice={(chosen) =>
            void navigate({
              to: '/audit/joins',
              search: chosen === '90' ? { days: 90 as const } : {},
              resetScroll: false,
            })
          }
        />
        <JoinsByDay key={days} span={days} />
        <SimpleGrid cols={{ base: 1, md: 2 }}>
          <TopJoins by="invite" span={days} />
          <TopJoins by="inviter" span={days} />
        </SimpleGrid>
      </Stack>
    </AuditFrame>
  );
}
