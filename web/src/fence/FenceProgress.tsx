import { Progress } from "../action/Progress";
import type { Fence } from "../api/types";
import { useFences } from "./fenceQueries";
import { fenceOutcome } from "./outcomes";

/** How far a power-off is, from the records of all of them. */
export function FenceProgress({ answer }: { answer: unknown }) {
  const fences = useFences().data ?? [];
  return <Progress outcome={() => fenceOutcome(fences, answer as Fence)} answer={answer} />;
}
