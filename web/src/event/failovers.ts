// What happened when while a group went from one node to another, from the events that were told of it.
import type { ClusterEvent } from "../api/types";

export interface Bar {
  text: string;
  /** Milliseconds after the first event; the same for what has no length. */
  from: number;
  to: number;
}

export interface Failover {
  id: string;
  group: string;
  at: string;
  /** The coordinator's own sentence. */
  title: string;
  bars: Bar[];
  whole: number;
}

/** What may be why a group goes elsewhere. */
const TRIGGERS = new Set(["NodeDown", "NodeFenced", "AuthorityLost", "MonitorDied", "MonitorHung", "GuardDied", "ResourceFailed", "GroupFailover", "GroupStopping"]);
const ENDS = new Set(["ResourceOnline", "ResourceFailed"]);
/** Longer before the decision it is something else; the longest lease and hold are shorter. */
const BEFORE_MS = 60_000;

const timeOf = (each: ClusterEvent) => Date.parse(each.at);

/** The failovers and moves among the events, which are in their order; newest first. */
export function failoversOf(events: ClusterEvent[]): Failover[] {
  const placed = events.filter((each) => each.kind === "GroupAssigned" && each.group !== null);
  return placed
    .map((decision) => failoverOf(decision, events))
    .filter((each) => each !== null)
    .toReversed();
}

function failoverOf(decision: ClusterEvent, events: ClusterEvent[]): Failover | null {
  const at = events.indexOf(decision);
  const group = decision.group!;
  const own = (each: ClusterEvent) => each.group === group;
  const isPlacing = (each: ClusterEvent) => own(each) && each.kind === "GroupAssigned";
  const start = events.slice(0, at).findLastIndex(isPlacing) + 1;
  const before = events
    .slice(start, at)
    .filter((each) => TRIGGERS.has(each.kind) && timeOf(decision) - timeOf(each) < BEFORE_MS)
    .filter((each) => own(each) || speaksOf(decision, each));
  const first = before[0];
  if (first === undefined) {
    return null;
  }

  const end = events.findIndex((each, index) => index > at && (isPlacing(each) || isStop(each, group)));
  const after = events.slice(at + 1, end < 0 ? undefined : end).filter(own);
  const zero = Math.min(timeOf(first), timeOf(decision));
  const since = (each: ClusterEvent) => Math.max(0, timeOf(each) - zero);
  const bars: Bar[] = [
    ...before.map((each) => ({ text: each.message, from: since(each), to: since(each) })),
    { text: before.some((each) => isStop(each, group)) ? "stopped, and decided where it goes" : "decided where it goes", from: since(first), to: since(decision) },
    ...starts(after, since, since(decision)),
  ];
  return {
    id: decision.id,
    group,
    at: first.at,
    title: decision.message,
    bars,
    whole: Math.max(...bars.map((each) => each.to)),
  };
}

/** Whether a decision is about the node whose end was told: both say its name. */
function speaksOf(decision: ClusterEvent, told: ClusterEvent): boolean {
  const node = /\b[Nn]ode (\S+)/.exec(told.message)?.[1];
  return told.group === null && node !== undefined && decision.message.split(/[\s,;:]+/).includes(node);
}

const isStop = (each: ClusterEvent, group: string) =>
  each.group === group && (each.kind === "GroupStopping" || each.kind === "GroupFailover");

/** A bar per resource, from when it began to come online to when it was, or failed. */
function starts(after: ClusterEvent[], since: (each: ClusterEvent) => number, decided: number): Bar[] {
  const began = after.filter((each) => each.kind === "ResourcePending" && each.resource !== null);
  const bars = began.map((each) => {
    const end = after.slice(after.indexOf(each)).find((other) => other.resource === each.resource && ENDS.has(other.kind));
    const result = end === undefined ? "is not there yet" : end.kind === "ResourceOnline" ? "comes online" : "fails";
    return { text: `${each.resource} ${result} on ${each.node}`, from: since(each), to: end ? since(end) : since(each) };
  });
  const taken = bars[0];
  return taken ? [{ text: `${began[0]!.node} takes it up`, from: decided, to: Math.max(decided, taken.from) }, ...bars] : [];
}
