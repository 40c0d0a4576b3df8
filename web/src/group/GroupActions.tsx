import { ActionButtons } from "../action/ActionButtons";
import { clearGroup, moveGroup, wantGroup } from "../action/actions";
import { deleteGroup } from "../action/removals";
import type { Group } from "../api/types";
import { useCluster } from "../app/ClusterContext";

export function GroupActions({ group }: { group: Group }) {
  const nodes = useCluster().nodes.map((node) => node.name);
  const others = nodes.filter((node) => node !== group.owner);
  const parallel = group.instanceCount !== "none";
  const online = group.wanted === "Online";
  const offers = [
    { does: online ? "Offline" : "Online", make: () => wantGroup(group.name, !online) },
    ...(parallel ? [] : [{ does: "Move", make: () => moveGroup(group.name, others) }]),
    { does: "Clear", make: () => clearGroup(group.name) },
    ...(group.state === "Offline" && group.resources.length === 0
      ? [{ does: "Delete", make: () => deleteGroup(group) }]
      : []),
  ];
  return <ActionButtons name={group.name} offers={offers} />;
}
