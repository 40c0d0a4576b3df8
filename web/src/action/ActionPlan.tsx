import type { usePlan } from "../api/queries";
import { PlanList } from "../simulate/PlanList";
import { PlanFailure } from "./PlanFailure";

/** What would come of an action, as the node that would do it says. */
export function ActionPlan({ asked }: { asked: ReturnType<typeof usePlan> }) {
  const { data, error, refetch } = asked;
  if (error !== null) {
    return <PlanFailure error={error} onAgain={() => void refetch()} />;
  }

  return data ? <PlanList plan={data} /> : <p role="status">Asking what would happen…</p>;
}
