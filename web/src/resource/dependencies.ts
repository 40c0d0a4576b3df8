// Where the resources of a group stand in the picture of their dependencies.
import type { Resource } from "../api/types";

export interface Box {
  name: string;
  state: string;
  column: number;
  row: number;
}

export interface Edge {
  from: string;
  to: string;
  /** One of several that suffice. */
  either: boolean;
}

type Part = Pick<Resource, "name" | "state" | "dependsOn">;

/** What needs nothing stands in column 0, everything else to the right of all that it needs. */
export function layOut(resources: Part[]): { boxes: Box[]; edges: Edge[] } {
  const names = new Set(resources.map((each) => each.name));
  const edges = resources.flatMap((each) =>
    each.dependsOn.flatMap((any) =>
      any.filter((name) => names.has(name)).map((name) => ({ from: each.name, to: name, either: any.length > 1 })),
    ),
  );
  const columns = new Map<string, number>();
  const columnOf = (name: string, above: ReadonlySet<string>): number => {
    const known = columns.get(name);
    if (known !== undefined || above.has(name)) {
      return known ?? 0;
    }

    const below = new Set([...above, name]);
    const needed = edges.filter((edge) => edge.from === name).map((edge) => columnOf(edge.to, below) + 1);
    const column = Math.max(0, ...needed);
    columns.set(name, column);
    return column;
  };
  const rows = new Map<number, number>();
  const boxes = resources.map((each) => {
    const column = columnOf(each.name, new Set());
    const row = rows.get(column) ?? 0;
    rows.set(column, row + 1);
    return { name: each.name, state: each.state, column, row };
  });
  return { boxes, edges };
}

/** "(a or b) and c"; empty if nothing is needed. */
export function inWords(dependsOn: string[][]): string {
  return dependsOn
    .map((any) => (any.length > 1 && dependsOn.length > 1 ? `(${any.join(" or ")})` : any.join(" or ")))
    .join(" and ");
}
