import { Center, Text } from '@mantine/core';
import { BusyButton } from './BusyButton.js';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Pages } from '../../stores/pages.js';
import { ProblemAlert } from './ProblemAlert.js';

/** What stands below: the next page, why it does not come, or that there is none. */
export function PagedEnd<Item>({
  pages,
  children,
}: {
  readonly pages: Pages<Item>;
  readonly children: ReactNode;
}): ReactNode {
  const { t } = useTranslation();
  const { status, error, hasMore, isLoadingMore, loadMore, retry } = pages;
  if (status === 'error') return <ProblemAlert error={error} onRetry={retry} />;
  return (
    <Center py="md">
      {hasMore ? (
        <BusyButton variant="default" isBusy={isLoadingMore} onClick={loadMore}>
          {t('moreToLoad')}
        </BusyButton>
      ) : (
        (children ?? (
          <Text size="sm" c="dimmed">
            {t('allShown')}
          </Text>
        ))
      )}
    </Center>
  );
}
