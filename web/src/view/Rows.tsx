import { EmptyState, EmptyStateBody } from "@patternfly/react-core";
import { Table, Th, Thead, Tr } from "@patternfly/react-table";
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { type Column, Row } from "./Row";
import { useWindow } from "./useWindow";

export type { Column } from "./Row";

/** A row to go to, and the element in it that gets the focus; a new object goes there again. */
export interface Seek {
  key: string;
  element: string;
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
  seek?: Seek | null;
}

/** A table whose rows can be opened. Of many rows only those that are seen are made. */
export function Rows<T>(props: RowsProps<T>) {
  return props.rows.length === 0 ? (
    <EmptyState titleText={props.empty ?? "There are none."} headingLevel="h2" variant="sm">
      <EmptyStateBody />
    </EmptyState>
  ) : (
    <FilledRows {...props} />
  );
}

function FilledRows<T>({ label, rows, columns, keyOf, detail, open, seek }: RowsProps<T>) {
  const [opened, setOpened] = useState<ReadonlySet<string>>(() => new Set(open ? [open] : []));
  const { frame, seen, before, after, measure, show, isWindowed, isReady } = useWindow(rows.map(keyOf));
  const goTo = (key: string, element?: string) => show(rows.findIndex((row) => keyOf(row) === key), element);
  useEffect(() => {
    if (open && isReady) {
      goTo(open);
    }
  }, [open, isReady]);
  useEffect(() => {
    if (seek) {
      goTo(seek.key, seek.element);
    }
  }, [seek]);
  const toggle = useCallback(
    (key: string) =>
      setOpened((was) => {
        const next = new Set(was);
        if (!next.delete(key)) {
          next.add(key);
        }

        return next;
      }),
    [],
  );
  const day = new Date().toDateString();
  const width = columns.length + (detail ? 1 : 0);
  return (
    <div className={isWindowed ? "hf-table hf-windowed" : "hf-table"} ref={frame}>
      <Table
        aria-label={label}
        variant="compact"
        isExpandable={detail !== undefined}
        aria-rowcount={isWindowed ? rows.length + 1 : undefined}
      >
        <Thead>
          <Tr>
            {detail && <Th screenReaderText="Details" />}
            {columns.map((column) => (
              <Th key={column.head} modifier="nowrap">{column.head}</Th>
            ))}
          </Tr>
        </Thead>
        <Gap height={before} width={width} />
        {seen.map((index) => {
          const row = rows[index]!;
          const key = keyOf(row);
          return (
            <Row
              key={key}
              name={key}
              label={label}
              row={row}
              columns={columns}
              detail={detail}
              index={index}
              isOpen={opened.has(key)}
              isCounted={isWindowed}
              day={day}
              toggle={toggle}
              measure={measure}
            />
          );
        })}
        <Gap height={after} width={width} />
      </Table>
    </div>
  );
}

/** Stands for the rows that are not made. */
function Gap({ height, width }: { height: number; width: number }) {
  return height === 0 ? null : (
    <tbody aria-hidden="true">
      <tr>
        <td colSpan={width} style={{ height, padding: 0 }} />
      </tr>
    </tbody>
  );
}
