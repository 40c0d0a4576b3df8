import type { ReactNode } from "react";
import { useStatusPart } from "../api/queries";
import type { ClusterStatus } from "../api/types";
import { ClusterContext, NodeNamesContext, TypesContext } from "./ClusterContext";

const NONE: string[] = [];

/** Gives the cluster to all within, and its parts to those who need no more. */
export function ClusterProvider({ status, children }: { status: ClusterStatus; children: ReactNode }) {
  const names = useStatusPart((all) => all.nodes.map((each) => each.name)) ?? NONE;
  return (
    <ClusterContext.Provider value={status}>
      <TypesContext.Provider value={status.types}>
        <NodeNamesContext.Provider value={names}>{children}</NodeNamesContext.Provider>
      </TypesContext.Provider>
    </ClusterContext.Provider>
  );
}
