import { Chip, Fieldset, Group, Input, Text } from '@mantine/core';
import { useId, type ReactNode } from 'react';
import classes from './ChoiceChips.module.css';

export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

interface Props<Value extends string> {
  readonly label: string;
  readonly hint?: string;
  readonly choices: readonly Choice<Value>[];
  readonly value: Value;
  readonly onChoice: (value: Value) => void;
  readonly error?: string | undefined;
  /** In a dialog, which begins with what is chosen. */
  readonly isFirst?: boolean;
  /** What one of the choices asks for besides. */
  readonly children?: ReactNode;
}

/** One of a few, all of which can be seen: by arrow keys or by one press. */
export function ChoiceChips<Value extends string>({
  label,
  hint,
  choices,
  value,
  onChoice,
  error,
  isFirst = false,
  children,
}: Props<Value>): ReactNode {
  const name = useId();
  const choose = (chosen: string): void => {
    const choice = choices.find((each) => each.value === chosen);
    if (choice) onChoice(choice.value);
  };
  return (
    <Fieldset
      variant="unstyled"
      p={0}
      m={0}
      legend={
        <Text span size="sm" fw={600} display="block" mb={4}>
          {label}
        </Text>
      }
    >
      {hint !== undefined && (
        <Text size="xs" c="dimmed" mb={6}>
          {hint}
        </Text>
      )}
      <Chip.Group value={value} onChange={choose}>
        <Group gap="xs">
          {choices.map((choice) => (
            <Chip
              key={choice.value}
              name={name}
              value={choice.value}
              classNames={classes}
              aria-invalid={error !== undefined || undefined}
              aria-describedby={error === undefined ? undefined : `${name}-error`}
              variant="outline"
              data-autofocus={(isFirst && choice.value === value) || undefined}
            >
              {choice.label}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      {children}
      {error !== undefined && (
        <Input.Error mt="xs" role="alert" id={`${name}-error`}>
          {error}
        </Input.Error>
      )}
    </Fieldset>
  );
}
