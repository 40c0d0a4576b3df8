import { useSearchParams } from "react-router";
import type { Node } from "../api/types";
import { useCluster } from "../app/ClusterContext";
import { PageFrame } from "../view/PageFrame";
import { type Column, Rows } from "../view/Rows";
import { StateLabel } from "../view/StateLabel";
import { Wanted, Words } from "../view/Values";
import { listed } from "../view/words";
import { Load } from "./Load";
import { NodeActions } from "./NodeActions";
import { NodeDetail } from "./NodeDetail";

const COLUMNS: Column<Node>[] = [
  { head: "Node", cell: (node) => <strong>{node.name}</strong> },
  { head: "Wanted", cell: (node) => <Wanted state={node.wanted} locked={node.locked} /> },
  { head: "State", cell: (node) => <StateLabel state={node.state} /> },
  { head: "Role", cell: (node) => (node.isCoordinator ? "coordinator" : "member") },
  { head: "Epoch", cell: (node) => node.epoch },
  { head: "Owns", cell: (node) => <Words text={listed(node.groups)} /> },
  { head: "Load", cell: (node) => <Load node={node} /> },
  { head: "Why", cell: (node) => <Words text={node.unfit || node.reason} /> },
  { head: "Actions", cell: (node) => <NodeActions node={node} /> },
];

export function NodesPage() {
  const { nodes } = useCluster();
  const [query] = useSearchParams();
  return (
    <PageFrame
      title="Nodes"
      about="The epoch rises with every join of a node: what was decided for an older one is not valid any more."
    >
      <Rows
        label="Nodes"
        rows={nodes}
        columns={COLUMNS}
        keyOf={(node) => node.name}
        detail={(node) => <NodeDetail node={node} />}
        open={query.get("open")}
      />
    </PageFrame>
  );
}
