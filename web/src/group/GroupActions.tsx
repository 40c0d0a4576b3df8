import { useState } from "react";
import { ActionButtons } from "../action/ActionButtons";
import { moveGroup, part, wantGroup } from "../action/actions";
import { clearGroup, lockGroup } from "../action/maintenance";
import { deleteGroup } from "../action/removals";
import { RowButton } from "../action/RowButton";
import type { Group } from "../api/types";
import { useNodeNames } from "../app/ClusterContext";
import { GroupForm } from "./GroupForm";

export function GroupActions({ group }: { group: Group }) {
  const [changes, setChanges] = useState(false);
  const nodes = useNodeNames();
  const others = nodes.filter((node) => node !== group.owner);
  const parallel = group.instanceCount !== "none";
  const online = group.wanted === "Online";
  const offers = [
    { does: online ? "Offline" : "Online", make: () => wantGroup(group.name, !online) },
    ...(parallel ? [] : [{ does: "Move", make: () => moveGroup(group.name, others) }]),
    { does: "Clear", make: () => clearGroup(group) },
    { does: group.locked ? "Unlock" : "Lock", make: () => lockGroup(group) },
    ...(group.state === "Offline" && group.resources.length === 0
      ? [{ does: "Delete", make: () => deleteGroup(group) }]
      : []),
  ];
  return (
    <div className="hf-actions">
      <ActionButtons name={group.name} offers={offers} />
      <RowButton
        does="Change"
        label={`Change ${group.name}`}
        asks={{ method: "PATCH", path: `groups/${part(group.name)}` }}
        onClick={() => setChanges(true)}
      />
      {changes && <GroupForm group={group} onClose={() => setChanges(false)} />}
    </div>
  );
}
