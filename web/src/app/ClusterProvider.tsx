import { type ReactNode, useMemo } from "react";
import type { ClusterStatus } from "../api/types";
import { ClusterContext, NodeNamesContext, TypesContext } from "./ClusterContext";

/** Gives the cluster to all within, and its parts to those who need no more. */
export function ClusterProvider({ status, children }: { status: ClusterStatus; children: ReactNode }) {
  const joined = JSON.stringify(status.nodes.map((each) => each.name));
  const names = useMemo(() => JSON.parse(joined) as string[], [joined]);
  return (
    <ClusterContext.Provider value={status}>
      <TypesContext.Provider value={status.types}>
        <NodeNamesContext.Provider value={names}>{children}</NodeNamesContext.Provider>
      </TypesContext.Provider>
    </ClusterContext.Provider>
  );
}
