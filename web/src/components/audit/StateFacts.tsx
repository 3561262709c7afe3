import { SimpleGrid, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useFieldName } from './field-name.js';
import { FieldValue } from './FieldValue.js';
import classes from './StateFacts.module.css';

interface Props {
  readonly state: object;
  /** In lines, as below a sentence, and not in columns. */
  readonly isCompact?: boolean;
}

/** What says nothing that is not said elsewhere. */
const UNSAID: ReadonlySet<string> = new Set([
  'version',
  'updated_at',
  'is_builtin',
  'display_name',
]);

/** A state, or part of one, field by field. */
export function StateFacts({ state, isCompact = false }: Props): ReactNode {
  const nameOf = useFieldName();
  const known: Readonly<Record<string, unknown>> = { ...state };
  const fields = Object.entries(known).filter(([name]) => isCompact || !UNSAID.has(name));
  if (fields.length === 0) return null;
  const facts = fields.map(([name, value]) => (
    <div key={name} className={isCompact ? classes.line : undefined}>
      <Text component="dt" size="sm" c="dimmed">
        {nameOf(name)}
        {isCompact && ':'}
      </Text>
      <Text component="dd" m={0} size={isCompact ? 'sm' : 'md'}>
        <FieldValue name={name} value={value} />
      </Text>
    </div>
  ));
  if (isCompact) return <dl className={classes.lines}>{facts}</dl>;
  return (
    <SimpleGrid component="dl" m={0} cols={{ base: 1, xs: 2, md: 3 }} spacing="lg">
      {facts}
    </SimpleGrid>
  );
}
