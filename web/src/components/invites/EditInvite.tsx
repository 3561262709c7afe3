import { Alert, Button, Group, List, Modal, Stack, Text } from '@mantine/core';
import { BusyButton } from '../shared/BusyButton.js';
import type { Invite } from '@gatehouse/sdk';
import { useDisclosure } from '@mantine/hooks';
import { IconArrowsSplit2, IconPencil } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { now } from '../../stores/clock.js';
import { useFormats } from '../../i18n/formats.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { toast } from '../shared/toast.js';
import {
  changedTerms,
  changesIn,
  draftOf,
  rebased,
  type Term,
} from '../../stores/invite-changes.js';
import { newEdit, saveEdit, type Edit } from '../../stores/edit-invite.js';
import { isStale } from '../../stores/write-if-same.js';
import { hear } from '../../stores/heard-invites.js';
import { inviteQuery } from '../../stores/invites.js';
import { TermFields } from './TermFields.js';
import { faultsOf, type Draft, type Faults } from '../../stores/invite-terms.js';
import { useFaultTexts } from '../../hooks/useFaultTexts.js';
import { useFocusFault } from '../../hooks/useFocusFault.js';
import { useTermText } from '../../hooks/useTermText.js';

/** Opens the dialog that changes an invite. */
export function EditInviteButton({ invite }: { readonly invite: Invite }): ReactNode {
  const { t } = useTranslation('invites');
  const [isOpen, dialog] = useDisclosure(false);
  const [edit, setEdit] = useState<Edit>(() => newEdit(invite));
  const open = (): void => {
    // What was typed before the dialog was closed is still there.
    if (!edit.isTouched) setEdit(newEdit(invite));
    dialog.open();
  };
  const saved = (latest: Invite): void => {
    setEdit(newEdit(latest));
    dialog.close();
    toast(t('edit.saved'));
  };
  return (
    <>
      <Button variant="default" leftSection={<IconPencil size={18} aria-hidden />} onClick={open}>
        {t('edit.open')}
      </Button>
      <Modal opened={isOpen} onClose={dialog.close} title={t('edit.title')} size="lg">
        <EditForm invite={invite} edit={edit} onEdit={setEdit} onSaved={saved} />
      </Modal>
    </>
  );
}

interface FormProps {
  /** As it is by now. */
  readonly invite: Invite;
  readonly edit: Edit;
  readonly onEdit: (edit: Edit) => void;
  readonly onSaved: (latest: Invite) => void;
}

function EditForm({ invite, edit, onEdit, onSaved }: FormProps): ReactNode {
  const { t } = useTranslation(['invites', 'common']);
  const formats = useFormats();
  const queries = useQueryClient();
  const { base, draft } = edit;
  const [faults, setFaults] = useState<Faults>({});
  const [refusals, setRefusals] = useState(0);
  const texts = useFaultTexts();
  const form = useFocusFault(refusals);
  const theirs = changedTerms(base, invite);
  const saving = useMutation({
    mutationFn: () => saveEdit(queries, edit, changesIn(draft, base, now()), invite),
    onSuccess: (edited) => {
      hear(queries, edited);
      onSaved(edited);
    },
    onError: async (error) => {
      setRefusals((count) => count + 1);
      // Whoever is cut off from the gateway hears of the newer state only so.
      if (isStale(error)) await queries.invalidateQueries(inviteQuery(base.code));
    },
  });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const found = faultsOf(draft, now());
    setFaults(found);
    if (Object.keys(found).length === 0) saving.mutate();
    else setRefusals((count) => count + 1);
  };
  const settle = (kept: Draft): void => {
    onEdit({ base: invite, draft: kept, isTouched: true });
    saving.reset();
  };
  const ends = base.expires_at;
  const conflict = theirs.length > 0;
  return (
    <form onSubmit={submit} noValidate ref={form}>
      <Stack>
        {conflict && (
          <Conflict
            terms={theirs}
            base={base}
            latest={invite}
            onKeepMine={() => settle(rebased(draft, base, invite))}
            onTakeTheirs={() => settle(draftOf(invite))}
          />
        )}
        <TermFields
          draft={draft}
          errors={texts(faults, saving.error)}
          onChange={(changes) => onEdit({ base, draft: { ...draft, ...changes }, isTouched: true })}
          kept={
            ends === null ? t('form.keepNever') : t('form.keepAt', { date: formats.dateTime(ends) })
          }
        />
        {saving.error && !(conflict && isStale(saving.error)) && (
          <ProblemAlert error={saving.error} />
        )}
        <Group justify="flex-end">
          <BusyButton type="submit" isBusy={saving.isPending}>
            {t('common:save')}
          </BusyButton>
        </Group>
      </Stack>
    </form>
  );
}

interface ConflictProps {
  readonly terms: readonly Term[];
  readonly base: Invite;
  readonly latest: Invite;
  readonly onKeepMine: () => void;
  readonly onTakeTheirs: () => void;
}

/** Says what somebody else changed meanwhile, and offers it. */
function Conflict({ terms, base, latest, ...choice }: ConflictProps): ReactNode {
  const { t } = useTranslation('invites');
  const text = useTermText();
  return (
    <Alert
      color="yellow"
      variant="outline"
      icon={<IconArrowsSplit2 aria-hidden />}
      title={t('conflict.title')}
      role="alert"
    >
      <Text size="sm">{t('conflict.text')}</Text>
      <List size="sm" my="xs">
        {terms.map((term) => (
          <List.Item key={term}>
            {t('conflict.change', {
              term: t(`term.${term}`),
              before: text(base, term),
              after: text(latest, term),
            })}
          </List.Item>
        ))}
      </List>
      <Group gap="sm">
        <Button size="xs" variant="default" onClick={choice.onTakeTheirs}>
          {t('conflict.takeTheirs')}
        </Button>
        <Button size="xs" variant="default" onClick={choice.onKeepMine}>
          {t('conflict.keepMine')}
        </Button>
      </Group>
    </Alert>
  );
}
