// Locks, and what is forgotten when something was repaired.
import type { ClusterStatus, Group, Node, Resource } from "../api/types";
import { type Action, done, edit, failed, gone, groupNamed, nodeNamed, type Outcome, part, resourceNamed, running } from "./actions";

type Lockable = { locked: boolean } | undefined;

/** Whether actions are taken on it: the lock is ended when it is locked, and begun when it is not. */
function lock(what: string, path: string, locked: boolean, find: (now: ClusterStatus) => Lockable): Action {
  return {
    title: `${locked ? "Unlock" : "Lock"} ${what}`,
    verb: locked ? "Unlock" : "Lock",
    ...edit(`${path}/${locked ? "unlock" : "lock"}`),
    outcome: (now) => {
      const found = find(now);
      return found === undefined
        ? gone(what)
        : found.locked !== locked
          ? done(locked ? `Actions are taken on ${what} again` : `No action is taken on ${what} until it is unlocked; its health is still shown`)
          : running(`The nodes do not know it yet of ${what}`);
    },
  };
}

export const lockCluster = (locked: boolean) => lock("the cluster", "cluster", locked, (now) => now);

export const lockNode = ({ name, locked }: Node) =>
  lock(`node ${name}`, `nodes/${part(name)}`, locked, (now) => nodeNamed(now, name));

export const lockGroup = ({ name, locked }: Group) =>
  lock(`group ${name}`, `groups/${part(name)}`, locked, (now) => groupNamed(now, name));

export const lockResource = ({ name, locked }: Resource) =>
  lock(`resource ${name}`, `resources/${part(name)}`, locked, (now) => resourceNamed(now, name));

export function clearNode({ name }: Node): Action {
  return {
    title: `Clear node ${name}`,
    verb: "Clear",
    ...edit(`nodes/${part(name)}/clear`),
    outcome: (now) => {
      const found = nodeNamed(now, name);
      return found === undefined
        ? gone(`Node ${name}`)
        : found.quarantinedUntil === null && found.losses.length === 0
          ? done(`The losses of ${name} are forgotten, and it is not in quarantine: it is ${found.state}`)
          : running(`${found.losses.length} losses of ${name} are still counted`);
    },
  };
}

export function clearGroup(group: Group): Action {
  const { name } = group;
  return {
    title: `Clear group ${name}`,
    verb: "Clear",
    ...edit(`groups/${part(name)}/clear`),
    outcome: (now) => {
      const found = groupNamed(now, name);
      if (found === undefined) {
        return gone(`Group ${name}`);
      }

      const counted = [found, ...found.instances].reduce((sum, each) => sum + each.failovers.length, 0);
      const left = group.resources.map((each) => clearedOutcome(resourceNamed(now, each.name), each));
      return counted > 0
        ? running(`${counted} failovers of ${name} are still counted`)
        : (left.find((each) => each.kind !== "done") ??
          done(`Failovers of ${name} are forgotten, and its resources are cleared`));
    },
  };
}

export function clearResource(resource: Resource): Action {
  const { name } = resource;
  return {
    title: `Clear resource ${name}`,
    verb: "Clear",
    ...edit(`resources/${part(name)}/clear`),
    outcome: (now) => clearedOutcome(resourceNamed(now, name), resource),
  };
}

/** No restart is counted any more, and one that had failed was tried again since. */
function clearedOutcome(found: Resource | undefined, { name, state, since }: Resource): Outcome {
  if (found === undefined) {
    return gone(`Resource ${name}`);
  }

  if (found.restarts > 0 || found.isolatedUntil !== null) {
    return running(`${found.restarts} restarts of ${name} are still counted`);
  }

  if (found.locked || found.wanted === "Offline") {
    return done(`Failures of ${name} are forgotten; it is ${found.state}, and nobody wants it otherwise now`);
  }

  const tried = state !== "Failed" || found.since !== since;
  return tried && (state !== "Failed" || found.state === "Online" || found.state === "Offline")
    ? done(`Failures of ${name} are forgotten; it is ${found.state}`)
    : tried && found.state === "Failed"
      ? failed(`${name} was tried again and has failed: ${found.reason}`)
      : running(`${name} is ${found.state}: ${found.reason}`);
}
