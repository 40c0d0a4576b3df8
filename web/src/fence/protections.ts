// What ends a node that hangs, in words.
import type { FenceDevice, Node } from "../api/types";

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
