import { Group, SegmentedControl, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  /** Its heading; absent where the page has one already. */
  readonly title?: string;
  /** What the picture is called on the switch: "Graphique", "Image". */
  readonly picture: string;
  readonly asPicture: ReactNode;
  readonly asTable: ReactNode;
  /** Which is shown first. Default the picture. */
  readonly first?: 'picture' | 'table';
}

/** A picture and its table twin (RGAA): the same numbers both times, one of them shown. */
export function PictureOrTable({ title, picture, asPicture, asTable, first = 'picture' }: Props) {
  const { t } = useTranslation();
  const [as, setAs] = useState(first);
  return (
    <>
      <Group justify={title === undefined ? 'flex-end' : 'space-between'} mb="sm">
        {title !== undefined && (
          <Title order={2} size="h4">
            {title}
          </Title>
        )}
        <SegmentedControl
          className="no-print"
          aria-label={t('halfHour.as')}
          value={as}
          onChange={(value) => setAs(value as typeof as)}
          data={[
            { value: 'picture', label: picture },
            { value: 'table', label: t('halfHour.table') },
          ]}
        />
      </Group>
      {as === 'picture' ? asPicture : asTable}
    </>
  );
}
