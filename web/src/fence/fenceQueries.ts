// What can power nodes off and what was.
import { useQuery } from "@tanstack/react-query";
import { ask } from "../api/client";
import { devicesKey, fencesKey } from "../api/queries";
import type { Fence, FenceAgent, FenceDevice } from "../api/types";

const SOMETIME_MS = 15_000;
const WATCHED_MS = 1000;

export const useDevices = () =>
  useQuery({
    queryKey: devicesKey,
    queryFn: ({ signal }) => ask<FenceDevice[]>("GET", "fence/devices", undefined, signal),
    refetchInterval: SOMETIME_MS,
  });

/** The last power-off of each node; what goes on in it is told by no event, so it is asked for while it is seen. */
export const useFences = (isWatched = true) =>
  useQuery({
    queryKey: fencesKey,
    queryFn: ({ signal }) => ask<Fence[]>("GET", "fence/history", undefined, signal),
    refetchInterval: isWatched ? WATCHED_MS : SOMETIME_MS,
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
