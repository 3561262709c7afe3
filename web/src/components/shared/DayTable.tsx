import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../i18n/formats.js';
import type { JoinDay } from '../../stores/join-days.js';
import classes from './DayChart.module.css';

/** The days on which somebody joined, in numbers: on demand. */
export function DayTable({ days }: { readonly days: readonly JoinDay[] }): ReactNode {
  const { t } = useTranslation('charts');
  const formats = useFormats();
  return (
    <details>
      <Text component="summary" size="sm">
        {t('asTable')}
      </Text>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t('day')}</th>
            <th scope="col">{t('joins')}</th>
          </tr>
        </thead>
        <tbody>
          {days
            .filter(({ count }) => count > 0)
            .map(({ day, count }) => (
              <tr key={day}>
                <td>{formats.utcDay(day)}</td>
                <td>{formats.number(count)}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </details>
  );
}
