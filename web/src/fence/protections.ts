// What ends a node that hangs, in words.
import type { FenceDevice, Node } from "../api/types";
import { inPairs } from "./pairs";

/** A node says what it is protected by when it joins. */
export function watchdogInWords({ state, protections }: Pick<Node, "state" | "protections">): string {
  const armed = protections.includes("watchdog");
  if (state === "Joining") {
    return "not known before it joins";
  }

  return state === "Down"
    ? armed ? "was armed when it was up" : "none was armed when it was up"
    : armed ? "armed: it resets the machine if the service hangs" : "none is armed";
}

/** In the order in which they are tried. */
export function devicesInWords(node: string, devices: FenceDevice[]): string {
  const levels = new Map<number, string[]>();
  for (const each of devices.filter((device) => device.hosts[node] !== undefined)) {
    levels.set(each.level, [...(levels.get(each.level) ?? []), each.name]);
  }

  const tried = [...levels].sort(([a], [b]) => a - b).map(([, names]) => names.sort().join(" and "));
  return tried.join(", else ") || "no device";
}

/** The nodes that it has by their plugs, and what is wrong with its own list of them. */
export function hostsInWords({ hosts, hostCheck, trouble }: Pick<FenceDevice, "hosts" | "hostCheck" | "trouble">): string {
  const known = inPairs(hosts) || (hostCheck === "List" ? "none listed yet" : "none");
  return trouble === "" ? known : `${known} (trouble: ${trouble})`;
}

/** Who has a device let a node in again that it cut off. */
export const unfencingInWords = ({ unfencing }: Pick<FenceDevice, "unfencing">): string =>
  `it cuts nodes off; once one has joined anew, ${unfencing === "Node" ? "that node itself" : "the coordinator"} has it let in again`;
