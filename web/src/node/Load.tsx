import { useLoad } from "../api/queries";
import type { Node, NodeLoad } from "../api/types";

/** How busy its machine is, and how much its groups take of what it offers. */
export function Load({ node }: { node: Node }) {
  const load = useLoad(node.name, node.state !== "Down" && node.state !== "Joining");
  const taken = Object.entries(node.offers).map(([name, most]) => `${name} ${node.used[name] ?? 0} of ${most}`);
  return (
    <>
      <span data-load>{load.data ? loadInWords(load.data) : (load.error?.message ?? "–")}</span>
      <span className="hf-second">{[...taken, `${node.processes.length} processes`].join(", ")}</span>
    </>
  );
}

const gigabytes = (bytes: number) => (bytes / 2 ** 30).toFixed(1);

export const loadInWords = ({ loadAverage, processors, memoryBytes, memoryUsedBytes }: NodeLoad): string =>
  `CPU ${loadAverage.toFixed(2)} on ${processors}, memory ${gigabytes(memoryUsedBytes)} of ${gigabytes(memoryBytes)} GiB`;
