import { Title } from "@patternfly/react-core";
import { ActionButtons } from "../action/ActionButtons";
import { moveGroup } from "../action/actions";
import type { Group, GroupInstance } from "../api/types";
import { useCluster } from "../app/ClusterContext";
import { type Column, Rows } from "../view/Rows";
import { StateLabel } from "../view/StateLabel";
import { OwnedSince, Words } from "../view/Values";

const columns = (nodes: string[]): Column<GroupInstance>[] => [
  { head: "Instance", cell: (each) => <strong>{each.name}</strong> },
  { head: "Actual", cell: (each) => <StateLabel state={each.state} /> },
  { head: "Owner", cell: (each) => <OwnedSince owner={each.movingTo ? `${each.owner ?? "none"} → ${each.movingTo}` : each.owner} since={each.since} /> },
  { head: "Role", cell: (each) => <Words text={each.role} /> },
  { head: "Monitors", cell: (each) => <Words text={each.resources.map((of) => `${of.name}: ${of.monitor.state}`).join(", ")} /> },
  { head: "Guard", cell: (each) => <Words text={each.guard && String(each.guard.pid)} /> },
  { head: "Why", cell: (each) => each.wanted ? each.hindrance || each.reason : "it is on its way out: the group is to have fewer" },
  {
    head: "Actions",
    cell: (each) => (
      <ActionButtons
        name={each.name}
        offers={[{ does: "Move", make: () => moveGroup(each.name, nodes.filter((node) => node !== each.owner)) }]}
      />
    ),
  },
];

/** A parallel group runs several times: each of its instances has an owner of its own. */
export function Instances({ group }: { group: Group }) {
  const nodes = useCluster().nodes.map((node) => node.name);
  return (
    <>
      <Title headingLevel="h2" size="md">Instances</Title>
      <Rows label={`Instances of ${group.name}`} rows={group.instances} columns={columns(nodes)} keyOf={(each) => each.name} />
    </>
  );
}
