import { Button, EmptyState, EmptyStateBody } from "@patternfly/react-core";
import { ExpandableRowContent, Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { type ReactNode, useState } from "react";

export interface Column<T> {
  head: string;
  cell: (row: T) => ReactNode;
}

interface RowsProps<T> {
  label: string;
  rows: T[];
  columns: Column<T>[];
  keyOf: (row: T) => string;
  /** What a row shows when it is opened; closed rows cost nothing. */
  detail?: (row: T) => ReactNode;
  empty?: string;
  open?: string | null;
}

/** So many rows are made at first: a long list must not make every update slow. */
const AT_FIRST = 200;

/** A table whose rows can be opened. */
export function Rows<T>({ label, rows, columns, keyOf, detail, empty, open }: RowsProps<T>) {
  const [opened, setOpened] = useState<ReadonlySet<string>>(() => new Set(open ? [open] : []));
  const [most, setMost] = useState(AT_FIRST);
  if (rows.length === 0) {
    return (
      <EmptyState titleText={empty ?? "There are none."} headingLevel="h2" variant="sm">
        <EmptyStateBody />
      </EmptyState>
    );
  }

  const toggle = (key: string) =>
    setOpened((before) => {
      const next = new Set(before);
      if (!next.delete(key)) {
        next.add(key);
      }

      return next;
    });
  return (
    <div className="hf-table">
      <Table aria-label={label} variant="compact" isExpandable={detail !== undefined}>
        <Thead>
          <Tr>
            {detail && <Th screenReaderText="Details" />}
            {columns.map((column) => (
              <Th key={column.head} modifier="nowrap">{column.head}</Th>
            ))}
          </Tr>
        </Thead>
        {rows.slice(0, most).map((row, index) => {
          const key = keyOf(row);
          const isOpen = opened.has(key);
          return (
            <Tbody key={key} isExpanded={isOpen}>
              <Tr data-row={key}>
                {detail && (
                  <Td
                    expand={{
                      rowIndex: index,
                      isExpanded: isOpen,
                      onToggle: () => toggle(key),
                      expandId: `${label.replaceAll(" ", "-")}-${key}`,
                    }}
                  />
                )}
                {columns.map((column) => (
                  <Td key={column.head} dataLabel={column.head}>
                    {column.cell(row)}
                  </Td>
                ))}
              </Tr>
              {detail && isOpen && (
                <Tr isExpanded>
                  <Td colSpan={columns.length + 1}>
                    <ExpandableRowContent>{detail(row)}</ExpandableRowContent>
                  </Td>
                </Tr>
              )}
            </Tbody>
          );
        })}
      </Table>
      {rows.length > most && (
        <Button variant="link" onClick={() => setMost(most + AT_FIRST)}>
          {`${most} of ${rows.length} are shown. Show more`}
        </Button>
      )}
    </div>
  );
}
