import { Modal } from '@mantine/core';
import type { Member } from '@gatehouse/sdk';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Selection } from '../../hooks/useSelection.js';
import type { DeedKind } from '../../stores/deed.js';
import { focusTitle } from '../shared/PageTitle.js';
import { DeedForm } from './DeedForm.js';

interface Props {
  readonly kind: DeedKind | undefined;
  readonly selection: Selection<Member>;
  readonly onClose: () => void;
}

/** Says to whom something would be done of those who are chosen, then does it. */
export function DeedDialog({ kind, selection, onClose }: Props): ReactNode {
  const { t } = useTranslation('members');
  const [isActing, setIsActing] = useState(false);
  // What it was is still said while it closes.
  const [shown, setShown] = useState<DeedKind>('kick');
  if (kind !== undefined && kind !== shown) setShown(kind);
  // What is being done is not left before it is known what came of it.
  const close = isActing ? () => undefined : onClose;
  return (
    <Modal
      opened={kind !== undefined}
      onClose={close}
      title={t(`deed.${shown}.title`)}
      size="lg"
      withCloseButton={!isActing}
      onExitTransitionEnd={keepFocus}
    >
      <DeedForm kind={shown} selection={selection} onActing={setIsActing} onClose={close} />
    </Modal>
  );
}

/** The button that it was opened by goes when nobody is chosen any more. */
function keepFocus(): void {
  if (document.activeElement === document.body) focusTitle();
}
