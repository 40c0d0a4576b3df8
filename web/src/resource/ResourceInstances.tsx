import { ActionButtons } from "../action/ActionButtons";
import { failResource } from "../action/actions";
import type { Resource } from "../api/types";
import { type Column, Rows } from "../view/Rows";
import { StateLabel } from "../view/StateLabel";
import { OwnedSince, Words } from "../view/Values";
import { ResourceDetail } from "./ResourceDetail";

const COLUMNS: Column<Resource>[] = [
  { head: "Instance", cell: (each) => <strong>{each.name}</strong> },
  { head: "Actual", cell: (each) => <StateLabel state={each.state} /> },
  { head: "Monitor", cell: (each) => `${each.monitor.state}${each.monitor.pid === null ? "" : `, ${each.monitor.pid}`}` },
  { head: "Guard", cell: (each) => <Words text={each.guard && String(each.guard.pid)} /> },
  { head: "Owner", cell: (each) => <OwnedSince owner={each.owner} since={each.since} /> },
  {
    head: "Actions",
    cell: (each) => (
      <ActionButtons name={each.name} offers={each.owner === null ? [] : [{ does: "Fail", make: () => failResource(each) }]} />
    ),
  },
];

/** A resource of a parallel group as it is in each instance. */
export function ResourceInstances({ resource }: { resource: Resource }) {
  return (
    <Rows
      label={`Instances of ${resource.name}`}
      rows={resource.instances}
      columns={COLUMNS}
      keyOf={(each) => each.name}
      detail={(each) => <ResourceDetail resource={each} />}
    />
  );
}
