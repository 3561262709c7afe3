import { lazy, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './JoinPage.module.css';
import { Late } from './Late.js';
import { useIsAwake } from '../../hooks/useIsAwake.js';

/** Few have one: what opens it is fetched when somebody says so. */
const KeyForm = lazy(async () => ({ default: (await import('./KeyForm.js')).KeyForm }));

/** For whoever is somebody here already, on another device. */
export function HaveKey(): ReactNode {
  const { t } = useTranslation('join');
  const isAwake = useIsAwake();
  const [isOpen, setOpen] = useState(false);
  if (!isOpen) {
    return (
      <button
        type="button"
        className={classes.quiet}
        disabled={!isAwake}
        onClick={() => setOpen(true)}
      >
        {t('haveKey')}
      </button>
    );
  }
  return (
    <Late>
      <KeyForm />
    </Late>
  );
}
