import { ExpandableRowContent, Tbody, Td, Tr } from "@patternfly/react-table";
import { memo, type ReactNode, type Ref } from "react";

export interface Column<T> {
  head: string;
  /** Goes by the row and by contexts alone: a row that has not changed is not made again. */
  cell: (row: T) => ReactNode;
}

interface RowProps<T> {
  /** Its key in the table. */
  name: string;
  /** The table's. */
  label: string;
  row: T;
  columns: Column<T>[];
  detail: ((row: T) => ReactNode) | undefined;
  index: number;
  isOpen: boolean;
  /** Whether it says which of all rows it is. */
  isCounted: boolean;
  /** Times are shown as today's or with their date. */
  day: string;
  toggle: (key: string) => void;
  measure: Ref<HTMLTableSectionElement> | undefined;
}

/** A row of a table, and what it shows when it is opened. */
function Made<T>({ name, label, row, columns, detail, index, isOpen, isCounted, toggle, measure }: RowProps<T>) {
  return (
    <Tbody isExpanded={isOpen} ref={measure} data-index={index}>
      <Tr data-row={name} aria-rowindex={isCounted ? index + 2 : undefined}>
        {detail && (
          <Td
            expand={{
              rowIndex: index,
              isExpanded: isOpen,
              onToggle: () => toggle(name),
              expandId: `${label.replaceAll(" ", "-")}-${name}`,
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
}

/** What a row shows when it is opened may go by more than the row; closed ones are compared without it. */
const isSame = <T,>(before: RowProps<T>, now: RowProps<T>) =>
  !now.isOpen &&
  (Object.keys(now) as (keyof RowProps<T>)[]).every((name) => name === "detail" || before[name] === now[name]) &&
  (before.detail === undefined) === (now.detail === undefined);

export const Row = memo(Made, isSame) as typeof Made;
