import { Alert } from "@patternfly/react-core";
import { usePlan } from "../api/queries";
import { PlanList } from "../simulate/PlanList";
import type { Action } from "./actions";

/** What would come of an action, as the node that would do it says. */
export function ActionPlan({ action }: { action: Action }) {
  const plan = usePlan(action.plan.path, action.plan.body, true, action.method);
  if (plan.isError) {
    return (
      <Alert isInline component="h2" variant="danger" title="It would be refused">
        {plan.error.message}
      </Alert>
    );
  }

  return plan.data ? <PlanList plan={plan.data} /> : <p role="status">Asking what would happen…</p>;
}
