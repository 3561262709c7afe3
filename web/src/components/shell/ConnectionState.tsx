import { Text } from '@mantine/core';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnection } from '../../gateway.js';
import { announce } from '../shared/Announcer.js';
import classes from './ConnectionState.module.css';

/** Whether what is shown follows what happens. */
export function ConnectionState(): ReactNode {
  const { t } = useTranslation('shell');
  const { status } = useConnection();
  const wasCut = useRef(false);
  useEffect(() => {
    if (status === 'cut') {
      wasCut.current = true;
      announce(t('connection.cut'));
    } else if (status === 'live' && wasCut.current) {
      wasCut.current = false;
      announce(t('connection.back'));
    }
  }, [status, t]);
  return (
    <Text size="sm" component="span" className={classes.state} data-connection={status}>
      <span className={classes.dot} aria-hidden />
      <span className={classes.words}>{t(`connection.${status}`)}</span>
    </Text>
  );
}
