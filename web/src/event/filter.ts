import type { ClusterEvent } from "../api/types";

export interface EventFilter {
  text: string;
  level: string;
  /** The name of a node, group, resource or type. */
  about: string;
}

/** Newest first, those that fit. */
export function fitting(events: ClusterEvent[], filter: EventFilter): ClusterEvent[] {
  const text = filter.text.trim().toLowerCase();
  return events
    .filter((each) => filter.level === "" || each.level === filter.level)
    .filter((each) => filter.about === "" || [each.node, each.group, each.resource, each.type].includes(filter.about))
    .filter((each) => text === "" || `${each.kind} ${each.message}`.toLowerCase().includes(text))
    .toReversed();
}

/** Every name that some event is about. */
export const subjects = (events: ClusterEvent[]): string[] =>
  [...new Set(events.flatMap((each) => [each.node, each.group, each.resource, each.type]))]
    .filter((name): name is string => name !== null && name !== "")
    .sort();
