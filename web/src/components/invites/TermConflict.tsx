import { Alert, Button, Group, List, Stack, Text } from '@mantine/core';
import type { Invite } from '@gatehouse/sdk';
import { IconArrowsSplit2 } from '@tabler/icons-react';
import { useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Edit } from '../../stores/edit-invite.js';
import { changedTerms, contestedTerms, type Term } from '../../stores/invite-changes.js';
import { useEnteredText, useTermText } from '../../hooks/useTermText.js';
import { ContestedField } from '../shared/ContestedField.js';

interface Props {
  readonly edit: Edit;
  readonly latest: Invite;
  /** Of one term that both have changed. */
  readonly onKeep: (term: Term) => void;
  readonly onTake: (term: Term) => void;
  /** Of all of it. */
  readonly onKeepMine: () => void;
  readonly onTakeTheirs: () => void;
}

/** Says what somebody else changed meanwhile, beside what was entered against it, and lets choose. */
export function TermConflict({ edit, latest, onKeep, onTake, ...all }: Props): ReactNode {
  const { t } = useTranslation('invites');
  const text = useTermText();
  const entered = useEnteredText();
  const notice = useRef<HTMLDivElement>(null);
  const { base, draft } = edit;
  const contested = contestedTerms(draft, base, latest);
  const free = changedTerms(base, latest).filter((term) => !contested.includes(term));
  const choose = (choice: (term: Term) => void, term: Term): void => {
    choice(term);
    // What was pressed is gone; with the last of it, this is as well.
    if (contested.length + free.length > 1) notice.current?.focus();
  };
  return (
    <Alert
      color="yellow"
      variant="outline"
      icon={<IconArrowsSplit2 aria-hidden />}
      title={t('conflict.title')}
      role="alert"
      tabIndex={-1}
      ref={notice}
    >
      <Stack gap="sm">
        <Text size="sm">{t('conflict.text')}</Text>
        {free.length > 0 && (
          <List size="sm">
            {free.map((term) => (
              <List.Item key={term}>
                {t('conflict.change', {
                  term: t(`term.${term}`),
                  before: text(base, term),
                  after: text(latest, term),
                })}
              </List.Item>
            ))}
          </List>
        )}
        {contested.map((term) => (
          <ContestedField
            key={term}
            label={t(`term.${term}`)}
            mine={entered(draft, term)}
            theirs={text(latest, term)}
            hint={t('conflict.before', { before: text(base, term) })}
            onKeep={() => choose(onKeep, term)}
            onTake={() => choose(onTake, term)}
          />
        ))}
        <Group gap="sm">
          <Button size="xs" variant="default" onClick={all.onTakeTheirs}>
            {t('conflict.takeTheirs')}
          </Button>
          <Button size="xs" variant="default" onClick={all.onKeepMine}>
            {t('conflict.keepMine')}
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
