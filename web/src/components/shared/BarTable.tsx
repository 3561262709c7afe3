import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../i18n/formats.js';
import type { Bar } from './BarChart.js';
import classes from './BarChart.module.css';

interface Props {
  readonly bars: readonly Bar[];
  readonly headers: readonly [string, string];
}

/** The bars that are more than a line, in numbers: on demand. */
export function BarTable({ bars, headers }: Props): ReactNode {
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
            {headers.map((header) => (
              <th key={header} scope="col">
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {bars
            .filter(({ count }) => count > 0)
            .map(({ key, from, count }) => (
              <tr key={key}>
                <td>{from}</td>
                <td>{formats.number(count)}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </details>
  );
}
