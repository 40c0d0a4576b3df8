// What is said of a device when it is added, and what of it the API is sent.
import { choices, DURATION, numberOf } from "../action/settingsDraft";
import type { FieldShape, Written } from "../view/Field";
import { pairsOf } from "./pairs";

export const DEVICE_FIELDS = [
  { path: "name", label: "Name", about: "Unique in the cluster: letters, digits, -, _ and dots.", kind: "text", required: true },
  { path: "agent", label: "Agent", about: "The program that talks to the device: a name such as fence_ipmilan, or an absolute path.", kind: "text", required: true },
  { path: "hosts", label: "Nodes", about: "The nodes that it can power off and what each is called on it, one per line, such as n1=3. Left empty, the device is asked which of its plugs are called like a node.", kind: "lines" },
  { path: "parameters", label: "Parameters", about: "What the agent is told, by its own names, one per line, such as ip=10.9.0.1. Passwords go into the fields below.", kind: "lines" },
  { path: "level", label: "Level", about: "Lower ones are tried first; all devices of a level must succeed.", kind: "choice", choices: choices("1", "2", "3", "4", "5", "6", "7", "8", "9") },
  { path: "action", label: "What it does", about: "After a reboot was confirmed as off, the node is powered on again.", kind: "choice", choices: [{ value: "Off", text: "off" }, { value: "Reboot", text: "reboot" }] },
  { path: "timeout", label: "Time-out", about: `For one action with all its tries; 60s if left empty, at most 10min. ${DURATION}`, kind: "text" },
  { path: "retries", label: "Retries", about: "Tries after the first, within the time-out; 1 if left empty, at most 10.", kind: "number" },
  { path: "delay", label: "Delay", about: `Waited before a node is powered off; at most 5min. ${DURATION}`, kind: "text" },
  { path: "delayRandomMax", label: "Random delay", about: `Up to so much more is waited, by chance; at most 5min. ${DURATION}`, kind: "text" },
  { path: "nodeDelays", label: "Delays of nodes", about: "Waited besides before these nodes, one per line, such as n1=10s: of two that would fence each other, it lives.", kind: "lines" },
  { path: "priorityDelay", label: "Priority delay", about: `Waited besides before the node that owns the most, by the priorities of its groups; at most 5min. ${DURATION}`, kind: "text" },
  { path: "plugArgument", label: "Plug argument", about: "How the agent takes what a node is called, if its metadata says it wrong; plug or port.", kind: "text" },
] as const satisfies (FieldShape & { path: string })[];

export type DeviceDraft = Partial<Record<(typeof DEVICE_FIELDS)[number]["path"], Written>>;

export interface Secret {
  name: string;
  value: string;
}

/** What is left empty is left out, and has the node's default. */
export function deviceBody(draft: DeviceDraft, secrets: Secret[]): Record<string, unknown> {
  const said = (path: keyof DeviceDraft) => (draft[path] === "" ? undefined : draft[path]);
  const hidden = Object.fromEntries(secrets.filter((each) => each.value !== "").map((each) => [each.name, each.value]));
  const parameters = { ...pairsOf(draft.parameters ?? ""), ...hidden };
  return {
    name: draft.name ?? "",
    agent: draft.agent ?? "",
    hosts: pairsOf(draft.hosts ?? ""),
    parameters: Object.keys(parameters).length > 0 ? parameters : undefined,
    level: said("level") === undefined ? undefined : numberOf(draft.level!),
    action: said("action"),
    timeout: said("timeout"),
    retries: said("retries") === undefined ? undefined : numberOf(draft.retries!),
    delay: said("delay"),
    delayRandomMax: said("delayRandomMax"),
    nodeDelays: pairsOf(draft.nodeDelays ?? ""),
    priorityDelay: said("priorityDelay"),
    plugArgument: said("plugArgument"),
  };
}
