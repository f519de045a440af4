import { Anchor, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';

interface Props {
  readonly name: string;
  /** Said below, unless the name is the number. */
  readonly number?: string | undefined;
  /** Where the name leads. */
  readonly to?: string;
  readonly children?: ReactNode;
}

/** Who called, in a list: the best name there is, and the number. */
export function CallerCell({ name, number, to, children }: Props) {
  return (
    <Table.Td>
      {to === undefined ? (
        <Text size="sm" fw={600}>
          {name}
        </Text>
      ) : (
        <Anchor component={Link} to={to} underline="always" fw={600}>
          {name}
        </Anchor>
      )}
      {number !== undefined && number !== name && (
        <Text size="sm" c="dimmed" className="tabular">
          {number}
        </Text>
      )}
      {children}
    </Table.Td>
  );
}
