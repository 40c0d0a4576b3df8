// What an operator can do, and how each is known to be done.
import type { ReactNode } from "react";
import type { ClusterStatus, Group, Move, Node, Resource } from "../api/types";
import { listed } from "../view/words";

export type Outcome = { kind: "running" | "done" | "failed"; text: string };

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
  choice?: { label: string; options: { value: string; text: string }[]; chosen: string; with: (value: string) => Action };
  outcome: (now: ClusterStatus, answer: unknown) => Outcome;
  /** Shows how far it is where the cluster's status does not tell. */
  Progress?: (props: { answer: unknown }) => ReactNode;
}

export const running = (text: string): Outcome => ({ kind: "running", text });
export const done = (text: string): Outcome => ({ kind: "done", text });
export const failed = (text: string): Outcome => ({ kind: "failed", text });
export const gone = (what: string): Outcome => failed(`${what} is not there any more`);
export const part = (name: string) => encodeURIComponent(name);

export const edit = (path: string, body?: unknown) => ({ path, body, plan: { path: `${path}?whatIf=true`, body } });

export const groupNamed = (now: ClusterStatus, name: string): Group | undefined =>
  now.groups.find((each) => each.name === name);

/** Also as it is in an instance of a parallel group. */
export const resourceNamed = (now: ClusterStatus, name: string): Resource | undefined =>
  now.groups
    .flatMap((each) => [...each.resources, ...each.instances.flatMap((instance) => instance.resources)])
    .find((each) => each.name === name);

export const nodeNamed = (now: ClusterStatus, name: string): Node | undefined =>
  now.nodes.find((each) => each.name === name);

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

export function wantedOutcome(found: Group | Resource | undefined, what: string, state: string): Outcome {
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
      chosen: target,
      with: (value) => moveGroup(name, nodes, value),
    },
    outcome: (now, answer) => moveOutcome(placed(now, name), name, answer as Move),
  };
}

/** A group, or one instance of a parallel group, which is wanted as its group is. */
function placed(now: ClusterStatus, name: string) {
  const group = groupNamed(now, name.split(":")[0]!);
  const one = group?.name === name ? group : group?.instances.find((each) => each.name === name);
  return group && one ? { ...one, wanted: group.wanted } : undefined;
}

function moveOutcome(group: ReturnType<typeof placed>, name: string, move: Move): Outcome {
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
      const hindered = now.groups.some((each) => each.hindrance !== "" && each.resources.some((one) => one.name === name));
      return found === undefined
        ? gone(`Resource ${name}`)
        : found.since !== since && (found.state === "Online" || (found.state === "Failed" && (staysFailed || hindered)))
          ? done(`Resource ${name} is ${found.state} on ${found.owner ?? "no node"}: ${found.reason}`)
          : running(`Resource ${name} is ${found.state}: ${found.reason}`);
    },
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
      const found = nodeNamed(now, name);
      return found === undefined
        ? gone(`Node ${name}`)
        : found.wanted === "Active" || (drain && found.groups.length > 0)
          ? running(`Node ${name} is ${found.state} and owns ${listed(found.groups) || "nothing"}`)
          : done(`Node ${name} is ${found.state} and owns ${listed(found.groups) || "nothing"}`);
    },
  };
}

export function resumeNode(name: string, failback = false): Action {
  return {
    title: `Resume node ${name}`,
    verb: "Resume",
    ...edit(`nodes/${part(name)}/resume`, { failback }),
    choice: {
      label: "What was drained from it",
      options: [{ value: "", text: "stays where it is" }, { value: "back", text: "comes back" }],
      chosen: failback ? "back" : "",
      with: (value) => resumeNode(name, value !== ""),
    },
    outcome: (now) => {
      const found = nodeNamed(now, name);
      return found === undefined
        ? gone(`Node ${name}`)
        : found.wanted === "Active"
          ? done(`Node ${name} is ${found.state} and owns ${listed(found.groups) || "nothing"}`)
          : running(`Node ${name} is ${found.state}: ${found.reason}`);
    },
  };
}
