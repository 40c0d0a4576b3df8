// What an operator can do, and how each is known to be done.
import type { ReactNode } from "react";
import type { ClusterStatus, Group, Move, Node, Resource } from "../api/types";

export type Outcome = { kind: "running" | "done" | "failed"; text: string };

export interface ProgressProps {
  action: Action;
  answer: unknown;
}

export interface Action {
  title: string;
  verb: string;
  danger?: boolean;
  /** What whoever confirms it must know, beside the plan. */
  warning?: string;
  /** POST unless said otherwise. */
  method?: "POST" | "DELETE";
  path: string;
  body?: unknown;
  /** Where the plan is asked for. */
  plan: { path: string; body?: unknown };
  /** Something to choose before it is done. */
  choice?: { label: string; options: { value: string; text: string }[]; chosen?: string; with: (value: string) => Action };
  outcome: (now: ClusterStatus, answer: unknown) => Outcome;
  /** Shows how far it is where the cluster's status does not tell. */
  Progress?: (props: ProgressProps) => ReactNode;
}

export const running = (text: string): Outcome => ({ kind: "running", text });
export const done = (text: string): Outcome => ({ kind: "done", text });
export const failed = (text: string): Outcome => ({ kind: "failed", text });
const gone = (what: string): Outcome => failed(`${what} is not there any more`);
export const part = (name: string) => encodeURIComponent(name);

const edit = (path: string, body?: unknown) => ({ path, body, plan: { path: `${path}?whatIf=true`, body } });

export const groupNamed = (now: ClusterStatus, name: string): Group | undefined =>
  now.groups.find((each) => each.name === name);

/** Also as it is in an instance of a parallel group. */
export const resourceNamed = (now: ClusterStatus, name: string): Resource | undefined =>
  now.groups
    .flatMap((each) => [...each.resources, ...each.instances.flatMap((instance) => instance.resources)])
    .find((each) => each.name === name);

/** A group, or an instance of a parallel one, which is wanted as its group is. */
function movable(now: ClusterStatus, name: string): Pick<Group, "owner" | "state" | "wanted" | "reason" | "hindrance" | "movingTo" | "lastMoveId" | "lastMoveRefusal"> | undefined {
  const whole = groupNamed(now, name.split(":")[0]!);
  const instance = whole?.instances.find((each) => each.name === name);
  return whole === undefined || whole.name === name ? whole : instance && { ...instance, wanted: whole.wanted };
}

export function wantGroup(name: string, online: boolean): Action {
  const state = online ? "Online" : "Offline";
  return {
    title: `Bring group ${name} ${state.toLowerCase()}`,
    verb: `Bring ${state.toLowerCase()}`,
    danger: !online,
    ...edit(`groups/${part(name)}/${state.toLowerCase()}`),
    outcome: (now) => wantedOutcome(groupNamed(now, name), `Group ${name}`, state),
  };
}

export function wantResource(name: string, online: boolean): Action {
  const state = online ? "Online" : "Offline";
  return {
    title: `Bring resource ${name} ${state.toLowerCase()}`,
    verb: `Bring ${state.toLowerCase()}`,
    danger: !online,
    ...edit(`resources/${part(name)}/${state.toLowerCase()}`),
    outcome: (now) => wantedOutcome(resourceNamed(now, name), `Resource ${name}`, state),
  };
}

function wantedOutcome(found: Group | Resource | undefined, what: string, state: string): Outcome {
  if (found === undefined) {
    return gone(what);
  }

  if (found.state === state) {
    return done(`${what} is ${state}`);
  }

  return found.state === "Failed" && state === "Online"
    ? failed(`${what} has failed: ${found.reason}`)
    : running(`${what} is ${found.state}: ${("hindrance" in found && found.hindrance) || found.reason}`);
}

export function moveGroup(name: string, nodes: string[], target = ""): Action {
  const body = target === "" ? {} : { target };
  return {
    title: `Move group ${name}`,
    verb: "Move",
    ...edit(`groups/${part(name)}/move`, body),
    choice: {
      label: "Move to",
      options: [{ value: "", text: "the best other node" }, ...nodes.map((node) => ({ value: node, text: node }))],
      with: (value) => moveGroup(name, nodes, value),
    },
    outcome: (now, answer) => moveOutcome(movable(now, name), name, answer as Move),
  };
}

function moveOutcome(group: ReturnType<typeof movable>, name: string, move: Move): Outcome {
  if (group === undefined) {
    return gone(`Group ${name}`);
  }

  if (group.lastMoveId !== move.id) {
    return running("The coordinator has not taken it up yet");
  }

  if (group.lastMoveRefusal !== "") {
    return failed(group.lastMoveRefusal);
  }

  return group.movingTo === null && group.state === group.wanted
    ? done(`Group ${name} is ${group.state} on ${group.owner}`)
    : running(`Group ${name} is ${group.state} on ${group.owner ?? "no node"}: ${group.hindrance || group.reason}`);
}

export function clearGroup(name: string): Action {
  return {
    title: `Clear group ${name}`,
    verb: "Clear",
    ...edit(`groups/${part(name)}/clear`),
    outcome: () => done(`Failovers of ${name} are forgotten, and its resources are cleared`),
  };
}

export function failResource(resource: Resource): Action {
  const { name, since } = resource;
  const staysFailed = resource.policy.restartAction === "DontRestart";
  return {
    title: `Treat resource ${name} as failed`,
    verb: "Fail it now",
    danger: true,
    ...edit(`resources/${part(name)}/fail`, { reason: "a drill, from the web page" }),
    outcome: (now) => {
      const found = resourceNamed(now, name);
      return found === undefined
        ? gone(`Resource ${name}`)
        : found.since !== since && (found.state === "Online" || (found.state === "Failed" && staysFailed))
          ? done(`Resource ${name} is ${found.state} on ${found.owner ?? "no node"}: ${found.reason}`)
          : running(`Resource ${name} is ${found.state}: ${found.reason}`);
    },
  };
}

export function clearResource(name: string): Action {
  return {
    title: `Clear resource ${name}`,
    verb: "Clear",
    ...edit(`resources/${part(name)}/clear`),
    outcome: () => done(`Failures of ${name} are forgotten`),
  };
}

export function pauseNode(node: Node, drain: boolean): Action {
  const { name } = node;
  return {
    title: drain ? `Pause and drain node ${name}` : `Pause node ${name}`,
    verb: drain ? "Drain" : "Pause",
    danger: drain,
    ...edit(`nodes/${part(name)}/pause`, { drain }),
    outcome: (now) => {
      const found = now.nodes.find((each) => each.name === name);
      return found === undefined
        ? gone(`Node ${name}`)
        : found.wanted === "Active" || (drain && found.groups.length > 0)
          ? running(`Node ${name} is ${found.state} and owns ${found.groups.join(", ") || "nothing"}`)
          : done(`Node ${name} is ${found.state} and owns ${found.groups.join(", ") || "nothing"}`);
    },
  };
}

export function resumeNode(name: string): Action {
  return {
    title: `Resume node ${name}`,
    verb: "Resume",
    ...edit(`nodes/${part(name)}/resume`, { failback: false }),
    outcome: (now) => {
      const found = now.nodes.find((each) => each.name === name);
      return found === undefined
        ? gone(`Node ${name}`)
        : found.wanted === "Active"
          ? done(`Node ${name} is ${found.state}`)
          : running(`Node ${name} is ${found.state}: ${found.reason}`);
    },
  };
}
