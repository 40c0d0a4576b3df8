import { Label } from "@patternfly/react-core";
import type { ResourceType } from "../api/types";
import { useCluster } from "../app/ClusterContext";
import { typeStates } from "./typeStates";

/** Whether its DLL can run everywhere, and whether what uses it is watched at the moment. */
export function TypeState({ type }: { type: ResourceType }) {
  const { groups } = useCluster();
  return (
    <div className="hf-actions">
      {typeStates(type, groups.flatMap((group) => group.resources)).map((each) => (
        <Label key={each.text} status={each.tone} variant="outline">
          {each.text}
        </Label>
      ))}
    </div>
  );
}
