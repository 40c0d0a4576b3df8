import { ActionButtons } from "../action/ActionButtons";
import { pauseNode, resumeNode } from "../action/actions";
import type { Node } from "../api/types";

export function NodeActions({ node }: { node: Node }) {
  const offers =
    node.wanted === "Active"
      ? [
          { does: "Pause", make: () => pauseNode(node, false) },
          { does: "Drain", make: () => pauseNode(node, true) },
        ]
      : [{ does: "Resume", make: () => resumeNode(node.name) }];
  return <ActionButtons name={node.name} offers={offers} />;
}
