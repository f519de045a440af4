import { Table } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props {
  /** What the list is, for those who do not see it. */
  readonly label: string;
  readonly columns: readonly ReactNode[];
  /** Narrower than this and it scrolls inside its place, never the page. */
  readonly minWidth: number;
  /** The rows. */
  readonly children: ReactNode;
}

/** A list as a table: named, headed, with figures that stand under each other. */
export function ListTable({ label, columns, minWidth, children }: Props) {
  return (
    <Table.ScrollContainer minWidth={minWidth}>
      <Table stickyHeader highlightOnHover aria-label={label} className="tabular">
        <Table.Thead>
          <Table.Tr>
            {columns.map((column, index) => (
              <Table.Th key={index}>{column}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
