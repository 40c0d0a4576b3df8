import { createContext, useContext } from "react";
import type { ClusterStatus, ResourceType } from "../api/types";

export const ClusterContext = createContext<ClusterStatus | null>(null);

/** The cluster as it was last read; the shell shows no page before there is one. */
export function useCluster(): ClusterStatus {
  const status = useContext(ClusterContext);
  if (status === null) {
    throw new Error("outside the shell");
  }

  return status;
}

/** Parts that change seldom, for what stands in every row of a long table. */
export const TypesContext = createContext<ResourceType[]>([]);
export const NodeNamesContext = createContext<string[]>([]);

export const useTypes = (): ResourceType[] => useContext(TypesContext);

export const useNodeNames = (): string[] => useContext(NodeNamesContext);
