// What needs somebody's attention, most urgent first, each with what to do next.
import type { ClusterStatus, Fence, Group, Node, Quorum, Resource, ResourceType } from "../api/types";
import { canLoseOne } from "./losses";

export interface Attention {
  urgency: "danger" | "warning" | "info";
  what: string;
  next: string;
  to: string;
}

const ORDER = { danger: 0, warning: 1, info: 2 } as const;

/** With the votes of the database and the power-offs, once they are known. */
export function attentionOf(status: ClusterStatus, quorum?: Quorum, fences: Fence[] = []): Attention[] {
  const found = [
    ...(status.locked
      ? [item("warning", "The cluster is locked: no action is taken on any group", "Unlock it when maintenance is over", "/settings")]
      : []),
    ...(status.coordinator === null ? [item("danger", "There is no coordinator", "Look at the nodes: at least one must be Up", "/nodes")] : []),
    ...(quorum ? ofDatabase(quorum) : []),
    ...fences.flatMap(ofFence),
    ...status.nodes.flatMap(ofNode),
    ...status.groups.flatMap((group) => [...ofGroup(group), ...group.resources.flatMap(ofResource)]),
    ...status.types.flatMap(ofType),
  ];
  return found.sort((a, b) => ORDER[a.urgency] - ORDER[b.urgency]);
}

const item = (urgency: Attention["urgency"], what: string, next: string, to: string): Attention => ({ urgency, what, next, to });

function ofDatabase(quorum: Quorum): Attention[] {
  const next = "Run “holdfast cluster quorum” to see each member";
  const votes = quorum.hasQuorum
    ? canLoseOne(quorum) ? [] : [item("warning", `The database does not survive one more loss: ${quorum.words}`, next, "/nodes")]
    : [item("danger", `The database has no majority: ${quorum.words}`, next, "/nodes")];
  return [
    ...votes,
    ...quorum.alarms.map((alarm) => item("danger", `The database raises the alarm ${alarm}`, next, "/nodes")),
    ...quorum.warnings.map((warning) => item("warning", `The database: ${warning}`, next, "/nodes")),
  ];
}

/** What ran on a node that could not be powered off stays blocked. */
function ofFence({ node, phase, text, cutBy, letInTrouble }: Fence): Attention[] {
  const next = "See that its machine is off, then confirm it; what ran there is blocked until then";
  const off = phase === "Failed" ? [item("danger", `Node ${node} could not be powered off: ${text}`, next, "/fence")] : [];
  const byHand = `Repair ${cutBy.join(" and ")}; or let ${node} in by hand, and remove the device`;
  return cutBy.length > 0 && letInTrouble !== ""
    ? [...off, item("danger", `Node ${node} is still cut off, and given nothing: ${letInTrouble}`, byHand, "/fence")]
    : off;
}

function ofNode(node: Node): Attention[] {
  const to = `/nodes?open=${encodeURIComponent(node.name)}`;
  const found: Attention[] = [];
  if (node.state === "Down") {
    found.push(item("danger", `Node ${node.name} is Down: ${node.reason}`, "Start its service, or see why it does not come up", to));
  } else if (node.state === "Quarantined") {
    found.push(item("warning", `Node ${node.name} is in quarantine: ${node.reason}`, "See why it was lost, then clear it", to));
  } else if (node.wanted !== "Active") {
    found.push(item("info", `Node ${node.name} is ${node.wanted}: it is given nothing new`, "Resume it when its maintenance is over", to));
  }

  if (node.unfit !== "") {
    found.push(item("danger", `Node ${node.name} is unfit: ${node.unfit}`, "Repair what its resources complain about", to));
  }

  if (node.locked) {
    found.push(item("warning", `Node ${node.name} is locked: no action is taken on what it owns`, "Unlock it when maintenance is over", to));
  }

  return found;
}

function ofGroup(group: Group): Attention[] {
  const to = `/groups?open=${encodeURIComponent(group.name)}`;
  const found: Attention[] = [];
  if (group.hindrance !== "") {
    found.push(item(group.owner === null ? "danger" : "warning", `Group ${group.name}: ${group.hindrance}`, "Open it to see what was considered for each node", to));
  } else if (group.state === "Failed") {
    found.push(item("danger", `Group ${group.name} has failed: ${group.reason}`, "Repair the cause, then clear the group", to));
  } else if (group.wanted === "Online" && group.state !== "Online") {
    found.push(item("warning", `Group ${group.name} is wanted Online and is ${group.state}: ${group.reason}`, "Open it to see what it waits for", to));
  }

  if (group.locked) {
    found.push(item("warning", `Group ${group.name} is locked: no action is taken on it`, "Unlock it when maintenance is over", to));
  }

  return found;
}

function ofResource(resource: Resource): Attention[] {
  const to = `/resources?open=${encodeURIComponent(resource.name)}`;
  const found: Attention[] = [];
  if (resource.state === "Failed") {
    found.push(item("danger", `Resource ${resource.name} has failed: ${resource.reason}`, "Repair the cause, then clear it", to));
  } else if (resource.health.startsWith("Degraded")) {
    found.push(item("warning", `Resource ${resource.name} is degraded: ${resource.health.replace(/^Degraded:?\s*/, "")}`, "See its log", to));
  }

  if (resource.locked) {
    found.push(item("warning", `Resource ${resource.name} is locked: no action is taken on it`, "Unlock it when maintenance is over", to));
  }

  if (monitorIsDown(resource)) {
    found.push(item("info", `The monitor of ${resource.name} is ${resource.monitor.state}; ${resource.name} itself is ${resource.state}`, "Nothing: it is started again by itself", to));
  }

  return found;
}

/** A resource that is online and has no monitor watching it at the moment. */
export const monitorIsDown = (resource: Resource): boolean =>
  resource.state === "Online" && (resource.monitor.state === "Restarting" || resource.monitor.state === "Starting");

function ofType(type: ResourceType): Attention[] {
  return type.availability
    .filter((each) => !each.available && each.reason !== "the node is down")
    .map((each) =>
      item("warning", `Type ${type.name} (${type.dll}) cannot run on ${each.node}: ${each.reason}`, "Register its package again, or see the node's log", `/types?open=${encodeURIComponent(type.name)}`),
    );
}
