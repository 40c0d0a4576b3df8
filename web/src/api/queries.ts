// What the page reads, each under one key of the one cache.
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { ask, type Method } from "./client";
import { newestRevision } from "./connection";
import type {
  Caller, ClusterSettings, ClusterStatus, GroupExplanation, Node, NodeLoad, Plan, PollHistory, Quorum, RunningProcess,
  SimulateRequest,
} from "./types";

export const statusKey = ["status"] as const;
export const settingsKey = ["settings"] as const;
export const devicesKey = ["fenceDevices"] as const;
export const fencesKey = ["fences"] as const;

const SOMETIME_MS = 15_000;
const SELDOM_MS = 300_000;
const WATCHED_MS = 1000;
const LOAD_MS = 5000;
/** So many groups make reading all of them a matter that is felt. */
const MANY = 300;

const askStatus = (signal: AbortSignal) => ask<ClusterStatus>("GET", "cluster/status", undefined, signal);

/** How the whole cluster is read. */
export const statusQuery = {
  queryKey: statusKey,
  queryFn: async ({ signal }: { signal: AbortSignal }) => {
    const read = await askStatus(signal);
    // While so much was read, parts of it may have been read again, which this would put back.
    return read.revision < newestRevision() ? askStatus(signal) : read;
  },
  // Comparing ten thousand resources member by member costs more than drawing the few that are seen.
  structuralSharing: false,
};

/** The whole cluster; what changes is read by PartReader, everything only now and then. */
export const useStatus = () =>
  useQuery({
    ...statusQuery,
    refetchInterval: (query) => ((query.state.data?.groups.length ?? 0) > MANY ? SELDOM_MS : SOMETIME_MS),
  });

/** A small part of the cluster, the same object until it differs: who reads it is not drawn again for the rest. */
export function useStatusPart<T>(part: (status: ClusterStatus) => T): T | undefined {
  const text = useQuery({ ...statusQuery, staleTime: Infinity, select: (status) => JSON.stringify(part(status)) }).data;
  return useMemo(() => (text === undefined ? undefined : (JSON.parse(text) as T)), [text]);
}

/** Who is signed in, and with which role. */
export const useMe = () =>
  useQuery({ queryKey: ["me"], queryFn: ({ signal }) => ask<Caller>("GET", "me", undefined, signal), staleTime: SELDOM_MS });

export const useSettings = () =>
  useQuery({
    queryKey: settingsKey,
    queryFn: ({ signal }) => ask<ClusterSettings>("GET", "cluster", undefined, signal),
  });

/** Who votes in the database; every member is asked, so it is asked now and then. */
export const useQuorum = () =>
  useQuery({
    queryKey: ["quorum"],
    queryFn: ({ signal }) => ask<Quorum>("GET", "cluster/quorum", undefined, signal),
    refetchInterval: SOMETIME_MS,
  });

/** A node as it is now; asked again and again while it is looked at. */
export const useNode = (name: string) =>
  useQuery({
    queryKey: ["node", name],
    queryFn: ({ signal }) => ask<Node>("GET", `nodes/${encodeURIComponent(name)}`, undefined, signal),
    refetchInterval: WATCHED_MS,
  });

/** The newest health polls of a resource, asked again while they are looked at. */
export const usePolls = (resource: string) =>
  useQuery({
    queryKey: ["polls", resource],
    queryFn: ({ signal }) =>
      ask<PollHistory>("GET", `resources/${encodeURIComponent(resource)}/polls`, undefined, signal),
    refetchInterval: WATCHED_MS,
    retry: false,
  });

/** Monitor, guard and processes of a resource as its owner finds them, asked again while they are looked at. */
export const useProcesses = (resource: string) =>
  useQuery({
    queryKey: ["processes", resource],
    queryFn: ({ signal }) =>
      ask<{ processes: RunningProcess[] }>("GET", `resources/${encodeURIComponent(resource)}/processes`, undefined, signal),
    refetchInterval: WATCHED_MS,
    retry: false,
  });

/** How busy the machine of a node is, asked of the node itself while somebody looks. */
export const useLoad = (node: string, isUp: boolean) =>
  useQuery({
    queryKey: ["load", node],
    queryFn: ({ signal }) => ask<NodeLoad>("GET", `nodes/${encodeURIComponent(node)}/load`, undefined, signal),
    enabled: isUp,
    refetchInterval: LOAD_MS,
    retry: false,
  });

/** Why a group is where and how it is; read anew when it is shown at another revision. */
export const useGroupExplanation = (name: string, version: string) =>
  useQuery({
    queryKey: ["explain", name, version],
    queryFn: ({ signal }) =>
      ask<GroupExplanation>("GET", `groups/${encodeURIComponent(name)}/explain`, undefined, signal),
    placeholderData: (before) => before,
  });

/** What would happen. The key says of what; a plan is made once. */
export const usePlan = (path: string, body: unknown, enabled = true, method: Method = "POST") =>
  useQuery({
    queryKey: ["plan", method, path, body],
    queryFn: ({ signal }) => ask<Plan>(method, path, method === "DELETE" ? undefined : (body ?? {}), signal),
    enabled,
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  });

export interface Loss {
  node: string;
  /** Groups that would be left without an owner, with the reason. */
  stranded: { group: string; why: string }[];
}

/** What the loss of each single node would leave without an owner, asked of the functions that decide. */
export const useLosses = (nodes: string[], version: string) =>
  useQuery({
    queryKey: ["losses", nodes, version],
    queryFn: ({ signal }) => Promise.all(nodes.map((node) => lossOf(node, signal))),
    placeholderData: (before) => before,
    staleTime: Infinity,
  });

async function lossOf(node: string, signal: AbortSignal): Promise<Loss> {
  const request: SimulateRequest = { nodeDown: [node] };
  const plan = await ask<Plan>("POST", "simulate", request, signal);
  return {
    node,
    stranded: plan.groups
      .filter((each) => each.before !== null && each.after === null)
      .map((each) => ({ group: each.group, why: each.hindrance })),
  };
}
