import { ActionButtons } from "../action/ActionButtons";
import type { Node } from "../api/types";
import { useDevices } from "./fenceQueries";
import { confirmDead, fenceNode } from "./fences";

/** Powering a node off where a device can, and saying of one that is down that nothing of it runs. */
export function FenceActions({ node }: { node: Node }) {
  const devices = useDevices().data ?? [];
  const offers = [
    ...(devices.some((each) => each.hosts[node.name] !== undefined) ? [{ does: "Power off", make: () => fenceNode(node.name) }] : []),
    ...(node.state === "Down" && node.confirmedDead !== node.epoch ? [{ does: "Confirm dead", make: () => confirmDead(node) }] : []),
  ];
  return <ActionButtons name={node.name} offers={offers} />;
}
