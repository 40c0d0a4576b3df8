import type { Fence, FenceDevice, Node } from "../api/types";
import { useCluster } from "../app/ClusterContext";
import { type Column, Rows } from "../view/Rows";
import { StateLabel } from "../view/StateLabel";
import { devicesInWords, watchdogInWords } from "./protections";
import { useDevices, useFences } from "./fenceQueries";
import { FenceActions } from "./FenceActions";

const columns = (devices: FenceDevice[], fences: Fence[]): Column<Node>[] => [
  { head: "Node", cell: (node) => <strong>{node.name}</strong> },
  { head: "State", cell: (node) => <StateLabel state={node.state} /> },
  { head: "Watchdog", cell: watchdogInWords },
  { head: "Powered off by", cell: (node) => devicesInWords(node.name, devices) },
  { head: "Last power-off", cell: (node) => fences.find((each) => each.node === node.name)?.phase ?? "never" },
  { head: "Actions", cell: (node) => <FenceActions node={node} /> },
];

/** Of each node whether a watchdog resets it and which devices power it off. */
export function Protected() {
  const { nodes } = useCluster();
  return (
    <Rows
      label="What ends each node"
      rows={nodes}
      columns={columns(useDevices().data ?? [], useFences().data ?? [])}
      keyOf={(node) => node.name}
    />
  );
}
