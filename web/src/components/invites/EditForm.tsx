import { Group, Stack } from '@mantine/core';
import { BusyButton } from '../shared/BusyButton.js';
import type { Invite } from '@gatehouse/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { now } from '../../stores/clock.js';
import { useFormats } from '../../i18n/formats.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import {
  changedTerms,
  changesIn,
  draftOf,
  rebased,
  takingTheirs,
} from '../../stores/invite-changes.js';
import { saveEdit, type Edit } from '../../stores/edit-invite.js';
import { isStale } from '../../stores/write-if-same.js';
import { hear } from '../../stores/heard-invites.js';
import { inviteQuery } from '../../stores/invites.js';
import { TermConflict } from './TermConflict.js';
import { TermFields } from './TermFields.js';
import { faultsOf, type Draft, type Faults } from '../../stores/invite-terms.js';
import { useFaultTexts } from '../../hooks/useFaultTexts.js';
import { useFocusFault } from '../../hooks/useFocusFault.js';

interface Props {
  /** As it is by now. */
  readonly invite: Invite;
  readonly edit: Edit;
  readonly onEdit: (edit: Edit) => void;
  readonly onSaved: (latest: Invite, sent: Edit) => void;
}

/** Changes the terms of an invite, and settles what somebody else changed meanwhile. */
export function EditForm({ invite, edit, onEdit, onSaved }: Props): ReactNode {
  const { t } = useTranslation(['invites', 'common']);
  const formats = useFormats();
  const queries = useQueryClient();
  const { base, draft } = edit;
  const [faults, setFaults] = useState<Faults>({});
  const [refusals, setRefusals] = useState(0);
  const texts = useFaultTexts();
  const form = useFocusFault(refusals);
  const saving = useMutation({
    mutationFn: (sent: Edit) =>
      saveEdit(queries, sent, changesIn(sent.draft, sent.base, now()), invite),
    onSuccess: (edited, sent) => {
      hear(queries, edited);
      onSaved(edited, sent);
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
    if (Object.keys(found).length === 0) saving.mutate(edit);
    else setRefusals((count) => count + 1);
  };
  const settle = (next: Invite, kept: Draft): void => {
    onEdit({ base: next, draft: kept, isTouched: true });
    saving.reset();
    // What was pressed is gone with the last of it.
    if (changedTerms(next, invite).length === 0) {
      form.current?.querySelector<HTMLElement>('input:checked, input')?.focus();
    }
  };
  const ends = base.expires_at;
  const conflict = changedTerms(base, invite).length > 0;
  return (
    <form onSubmit={submit} noValidate ref={form}>
      <Stack>
        {conflict && (
          <TermConflict
            edit={edit}
            latest={invite}
            onKeep={(term) => settle({ ...base, [term]: invite[term] }, draft)}
            onTake={(term) =>
              settle({ ...base, [term]: invite[term] }, takingTheirs(draft, invite, term))
            }
            onKeepMine={() => settle(invite, rebased(draft, base, invite))}
            onTakeTheirs={() => settle(invite, draftOf(invite))}
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
