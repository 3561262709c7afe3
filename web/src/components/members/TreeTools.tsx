import { ActionIcon, Tooltip } from '@mantine/core';
import { IconArrowsMaximize, IconMinus, IconPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './TreePicture.module.css';

interface Props {
  readonly onZoom: (factor: number) => void;
  readonly onFit: () => void;
}

/** How much the drawing is enlarged by one press. */
export const ZOOM_STEP = 1.4;

/** What a wheel or two fingers do, for whoever has neither. */
export function TreeTools({ onZoom, onFit }: Props): ReactNode {
  const { t } = useTranslation('members');
  const tools = [
    { name: t('tree.zoomIn'), icon: IconPlus, act: () => onZoom(ZOOM_STEP) },
    { name: t('tree.zoomOut'), icon: IconMinus, act: () => onZoom(1 / ZOOM_STEP) },
    { name: t('tree.fit'), icon: IconArrowsMaximize, act: onFit },
  ];
  return (
    <ActionIcon.Group className={classes.tools}>
      {tools.map(({ name, icon: Sign, act }) => (
        <Tooltip key={name} label={name}>
          <ActionIcon variant="default" size={36} aria-label={name} onClick={act}>
            <Sign size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
      ))}
    </ActionIcon.Group>
  );
}
