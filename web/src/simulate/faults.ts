// Faults and changes that can be imagined, and how the API is asked about them.
import type { ClusterStatus, SimulateRequest } from "../api/types";

export type Fault = { kind: keyof typeof KINDS; name: string; target: string };

export const KINDS = {
  nodeDown: { text: "a node loses power", of: "nodes" },
  pause: { text: "a node is paused", of: "nodes" },
  drain: { text: "a node is drained", of: "nodes" },
  resume: { text: "a node is resumed", of: "nodes" },
  nodeUp: { text: "a node comes back", of: "nodes" },
  move: { text: "a group is moved", of: "groups" },
  online: { text: "a group is wanted online", of: "groups" },
  offline: { text: "a group is wanted offline", of: "groups" },
  fail: { text: "a resource fails and cannot be restarted there", of: "resources" },
} as const;

export function namesOf(kind: Fault["kind"], status: ClusterStatus): string[] {
  switch (KINDS[kind].of) {
    case "nodes":
      return status.nodes.map((each) => each.name);
    case "groups":
      return status.groups.map((each) => each.name);
    case "resources":
      return status.groups.flatMap((group) => group.resources.map((each) => each.name));
  }
}

export function requestOf(faults: Fault[]): SimulateRequest {
  const request: Record<string, string[]> = {};
  for (const { kind, name, target } of faults) {
    (request[kind] ??= []).push(kind === "move" && target !== "" ? `${name}=${target}` : name);
  }

  return request;
}

export const inWords = ({ kind, name, target }: Fault): string =>
  `${KINDS[kind].text}: ${name}${kind === "move" && target !== "" ? ` to ${target}` : ""}`;
