// What the page reads of events: the newest, which the stream adds to, and older ones on demand.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { ask } from "./client";
import type { EventList } from "./types";

export const eventsKey = ["events"] as const;
export const deathsKey = ["deaths"] as const;

const PAGE = 500;
/** So many are kept while the stream goes on. */
export const MOST_EVENTS = 5000;
/** What tells of a death: a monitor's has an event for each resource that is watched again after it. */
export const DEATHS = { monitor: "ResourceSupervisedAgain", guard: "GuardDied" } as const;
const MOST_DEATHS = 200;

export const useEvents = () =>
  useQuery({
    queryKey: eventsKey,
    queryFn: async ({ signal, client }) =>
      continued(client.getQueryData<EventList>(eventsKey), await ask<EventList>("GET", `events?limit=${PAGE}`, undefined, signal)),
    staleTime: Infinity,
  });

/** What was known before stays, unless something between it and what was read now is missing. */
export function continued(before: EventList | undefined, read: EventList): EventList {
  const first = read.events[0]?.id ?? "";
  const last = before?.events.at(-1)?.id ?? "";
  if (before === undefined || last < first) {
    return read;
  }

  const older = before.events.filter((each) => each.id < first);
  return { revision: read.revision, events: [...older, ...read.events].slice(-MOST_EVENTS) };
}

/** Events before one, those of a level and about a name only where they are given; nothing is read before it is asked for. */
export const useOlderEvents = (before: string, level: string, about: string) =>
  useInfiniteQuery({
    queryKey: ["olderEvents", before, level, about],
    queryFn: ({ pageParam, signal }) => {
      const asked = Object.entries({ before: pageParam, level, about }).filter(([, value]) => value !== "");
      return ask<EventList>("GET", `events?limit=${PAGE}&${new URLSearchParams(asked).toString()}`, undefined, signal);
    },
    initialPageParam: before,
    getNextPageParam: (last) => (last.events.length < PAGE ? undefined : last.events[0]!.id),
    enabled: false,
  });

/** Deaths of a resource's monitor, or of a group's guard, oldest first; read again when the stream tells of one. */
export const useDeaths = (of: keyof typeof DEATHS, name: string) =>
  useQuery({
    queryKey: [...deathsKey, of, name],
    queryFn: ({ signal }) => {
      const query = `kind=${DEATHS[of]}&${of === "monitor" ? "resource" : "group"}=${encodeURIComponent(name)}&limit=${MOST_DEATHS}`;
      return ask<EventList>("GET", `events?${query}`, undefined, signal);
    },
  });
