import { Button } from '@mantine/core';
import { IconArrowUp } from '@tabler/icons-react';
import { useEffect, useEffectEvent, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../shared/Announcer.js';
import classes from './EventsPage.module.css';

interface Props {
  readonly count: number;
  readonly isMore: boolean;
  readonly onShow: () => void;
}

/** Says that there are new events, which wait until they are asked for. */
export function NewEvents({ count, isMore, onShow }: Props): ReactNode {
  const { t } = useTranslation('audit');
  const place = useRef<HTMLDivElement>(null);
  const text = t(isMore ? 'moreNew' : 'new', { count });
  const isNews = count > 0;
  const say = useEffectEvent(() => announce(text));
  useEffect(() => {
    // The first are told of; a raid is not counted aloud.
    if (isNews) say();
  }, [isNews]);
  const show = (): void => {
    onShow();
    window.scrollTo(0, 0);
    place.current?.focus();
  };
  return (
    <div ref={place} tabIndex={-1} className={classes.news} aria-label={t('events')} role="group">
      {isNews && (
        <Button radius="xl" leftSection={<IconArrowUp size={18} aria-hidden />} onClick={show}>
          {text}
        </Button>
      )}
    </div>
  );
}
