import { createContext, useContext } from "react";
import type { ClusterStatus } from "../api/types";

export const ClusterContext = createContext<ClusterStatus | null>(null);

/** The cluster as it was last read; the shell shows no page before there is one. */
export function useCluster(): ClusterStatus {
  const status = useContext(ClusterContext);
  if (status === null) {
    throw new Error("outside the shell");
  }

  return status;
}
