// What can power nodes off and what was: no change of it is told by the stream, so it is asked for while it is seen.
import { useQuery } from "@tanstack/react-query";
import { ask } from "../api/client";
import type { Fence, FenceAgent, FenceDevice } from "../api/types";

const WATCHED_MS = 1000;

export const useDevices = () =>
  useQuery({
    queryKey: ["fenceDevices"],
    queryFn: ({ signal }) => ask<FenceDevice[]>("GET", "fence/devices", undefined, signal),
    refetchInterval: WATCHED_MS,
  });

/** The last power-off of each node. */
export const useFences = () =>
  useQuery({
    queryKey: ["fences"],
    queryFn: ({ signal }) => ask<Fence[]>("GET", "fence/history", undefined, signal),
    refetchInterval: WATCHED_MS,
  });

/** Every agent is started to tell of itself, and there may be a hundred: only asked when somebody wants to see them. */
export const useAgents = (wanted: boolean) =>
  useQuery({
    queryKey: ["fenceAgents"],
    queryFn: ({ signal }) => ask<FenceAgent[]>("GET", "fence/agents", undefined, signal),
    enabled: wanted,
    staleTime: Infinity,
    retry: false,
  });
