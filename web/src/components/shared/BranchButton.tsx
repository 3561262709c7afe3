import { Button, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBinaryTree } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { branchActions, type BranchTop } from '../../stores/branch.js';
import { useMay } from '../../stores/community.js';
import { BranchForm } from './BranchForm.js';

interface Props {
  readonly top: BranchTop;
  readonly label: string;
  /** What the dialog is called. */
  readonly title: string;
}

/** Opens what can be done to a whole branch of who brought whom; nothing for those who may do none of it. */
export function BranchButton({ top, label, title }: Props): ReactNode {
  const [isOpen, dialog] = useDisclosure(false);
  const [isActing, setIsActing] = useState(false);
  const actions = branchActions(top, useMay());
  if (actions.length === 0) return null;
  // What is being done is not left before it is known what came of it.
  const close = isActing ? () => undefined : dialog.close;
  return (
    <>
      <Button
        color="red"
        variant="outline"
        leftSection={<IconBinaryTree size={18} aria-hidden />}
        onClick={dialog.open}
      >
        {label}
      </Button>
      <Modal opened={isOpen} onClose={close} title={title} size="lg" withCloseButton={!isActing}>
        <BranchForm top={top} actions={actions} onActing={setIsActing} onClose={close} />
      </Modal>
    </>
  );
}
