import { ActionButtons } from "../action/ActionButtons";
import { pauseNode, resumeNode } from "../action/actions";
import { FenceActions } from "../fence/FenceActions";
import { evictNode } from "../action/removals";
import type { Node } from "../api/types";

export function NodeActions({ node }: { node: Node }) {
  const offers =
    node.wanted === "Active"
      ? [
          { does: "Pause", make: () => pauseNode(node, false) },
          { does: "Drain", make: () => pauseNode(node, true) },
        ]
      : [{ does: "Resume", make: () => resumeNode(node.name) }];
  if (node.state === "Down") {
    offers.push({ does: "Evict", make: () => evictNode(node) });
  }

  return (
    <div className="hf-actions">
      <ActionButtons name={node.name} offers={offers} />
      <FenceActions node={node} />
    </div>
  );
}
