import { Alert, Button, Group, Text } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useRoles } from '../../stores/community.js';
import { EVERYONE } from '../../stores/standing.js';
import { stopViewing, useViewAs } from '../../stores/view-as.js';
import { announce } from '../shared/Announcer.js';
import { focusTitle } from '../shared/PageTitle.js';
import classes from './Bars.module.css';

/** Says so all the while the console is seen through the eyes of somebody else, and ends it. */
export function ViewingBar(): ReactNode {
  const { t } = useTranslation('shell');
  const navigate = useNavigate();
  const roles = useRoles();
  const { role } = useViewAs();
  // Whoever signs out, or is put out, comes back as who they are.
  useEffect(() => stopViewing, []);
  if (!role) return null;
  const { id } = role;
  const name = roles.get(id)?.name ?? role.name;
  const stop = async (): Promise<void> => {
    stopViewing();
    announce(t('viewing.stopped'));
    await navigate({ to: '/roles/$id', params: { id } });
    // What was pressed is gone.
    focusTitle();
  };
  return (
    <Alert
      color="yellow"
      variant="outline"
      className={classes.bar}
      icon={<IconEye aria-hidden />}
      data-viewing
    >
      <Group justify="space-between" gap="xs">
        <Text size="sm" flex={1} miw="12rem">
          {id === EVERYONE ? t('viewing.everyone') : t('viewing.as', { name })}
        </Text>
        <Button size="xs" onClick={() => void stop()}>
          {t('viewing.stop')}
        </Button>
      </Group>
    </Alert>
  );
}
