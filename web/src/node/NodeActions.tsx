import { Button } from "@patternfly/react-core";
import { useAct } from "../action/ActionProvider";
import { pauseNode, resumeNode } from "../action/actions";
import type { Node } from "../api/types";

export function NodeActions({ node }: { node: Node }) {
  const act = useAct();
  const actions =
    node.wanted === "Active"
      ? [
          { does: "Pause", make: () => pauseNode(node, false) },
          { does: "Drain", make: () => pauseNode(node, true) },
        ]
      : [{ does: "Resume", make: () => resumeNode(node.name) }];
  return (
    <div className="hf-actions">
      {actions.map((each) => (
        <Button
          key={each.does}
          size="sm"
          variant="secondary"
          aria-label={`${each.does} ${node.name}`}
          onClick={() => act(each.make())}
        >
          {each.does}…
        </Button>
      ))}
    </div>
  );
}
