import { useState } from "react";
import { ActionButtons } from "../action/ActionButtons";
import { part, pauseNode, resumeNode } from "../action/actions";
import { clearNode, lockNode } from "../action/maintenance";
import { FenceActions } from "../fence/FenceActions";
import { evictNode } from "../action/removals";
import { RowButton } from "../action/RowButton";
import type { Node } from "../api/types";
import { NodeForm } from "./NodeForm";

export function NodeActions({ node }: { node: Node }) {
  const [changes, setChanges] = useState(false);
  const isDown = node.state === "Down";
  const counted = node.quarantinedUntil !== null || node.losses.length > 0;
  const offers = [
    ...(node.wanted === "Active"
      ? [
          { does: "Pause", make: () => pauseNode(node, false) },
          { does: "Drain", make: () => pauseNode(node, true) },
        ]
      : [{ does: "Resume", make: () => resumeNode(node.name) }]),
    { does: node.locked ? "Unlock" : "Lock", make: () => lockNode(node) },
    ...(counted ? [{ does: "Clear", make: () => clearNode(node) }] : []),
    ...(isDown ? [{ does: "Evict", make: () => evictNode(node) }] : []),
  ];
  return (
    <div className="hf-actions">
      <ActionButtons name={node.name} offers={offers} />
      <FenceActions node={node} />
      <RowButton
        does="Change"
        label={`Change ${node.name}`}
        asks={{ method: "PATCH", path: `nodes/${part(node.name)}` }}
        onClick={() => setChanges(true)}
      />
      {changes && <NodeForm node={node} onClose={() => setChanges(false)} />}
    </div>
  );
}
