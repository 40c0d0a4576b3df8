import { Button } from "@patternfly/react-core";
import { useAct } from "../action/ActionProvider";
import { clearGroup, moveGroup, wantGroup } from "../action/actions";
import type { Group } from "../api/types";
import { useCluster } from "../app/ClusterContext";

export function GroupActions({ group }: { group: Group }) {
  const act = useAct();
  const nodes = useCluster().nodes.map((node) => node.name);
  const others = nodes.filter((node) => node !== group.owner);
  const parallel = group.instanceCount !== "none";
  const online = group.wanted === "Online";
  return (
    <div className="hf-actions">
      <Act does={online ? "Offline" : "Online"} to={group} onClick={() => act(wantGroup(group.name, !online))} />
      {!parallel && <Act does="Move" to={group} onClick={() => act(moveGroup(group.name, others))} />}
      <Act does="Clear" to={group} onClick={() => act(clearGroup(group.name))} />
    </div>
  );
}

function Act({ does, to, onClick }: { does: string; to: Group; onClick: () => void }) {
  return (
    <Button size="sm" variant="secondary" aria-label={`${does} ${to.name}`} onClick={onClick}>
      {does}…
    </Button>
  );
}
