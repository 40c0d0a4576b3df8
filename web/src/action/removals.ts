// What takes something out of the cluster for good.
import type { Group, Node, Resource } from "../api/types";
import { type Action, done, groupNamed, part, resourceNamed, running } from "./actions";

export const removal = (path: string, revision: number) => {
  const query = revision > 0 ? `revision=${revision}` : "";
  return {
    danger: true,
    method: "DELETE" as const,
    path: query === "" ? path : `${path}?${query}`,
    plan: { path: `${path}?whatIf=true${query === "" ? "" : `&${query}`}` },
  };
};

/** Only a node that is down and owns nothing: the node says why where that is not so. */
export function evictNode({ name, revision }: Node): Action {
  return {
    title: `Evict node ${name}`,
    verb: "Evict",
    ...removal(`nodes/${part(name)}`, revision),
    outcome: (now) =>
      now.nodes.some((each) => each.name === name)
        ? running(`Node ${name} is being removed`)
        : done(`Node ${name} is not in the cluster any more; should its service start again, it joins as a new node`),
  };
}

export function deleteResource({ name, revision }: Resource): Action {
  return {
    title: `Delete resource ${name}`,
    verb: "Delete",
    ...removal(`resources/${part(name)}`, revision),
    outcome: (now) => (resourceNamed(now, name) ? running(`${name} is being deleted`) : done(`Resource ${name} is deleted`)),
  };
}

export function deleteGroup({ name, revision }: Group): Action {
  return {
    title: `Delete group ${name}`,
    verb: "Delete",
    ...removal(`groups/${part(name)}`, revision),
    outcome: (now) => (groupNamed(now, name) ? running(`${name} is being deleted`) : done(`Group ${name} is deleted`)),
  };
}
