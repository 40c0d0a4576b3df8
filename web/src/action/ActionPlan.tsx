import { Alert } from "@patternfly/react-core";
import { usePlan } from "../api/queries";
import { PlanList } from "../simulate/PlanList";
import type { Action } from "./actions";

/** What would come of an action, as the node that would do it says. */
export function ActionPlan({ action }: { action: Action }) {
  return "none" in action.plan ? (
    <Alert isInline isPlain component="h2" variant="info" title="No plan is made for this">
      {action.plan.none}
    </Alert>
  ) : (
    <>
      {action.plan.note && <p>{action.plan.note}</p>}
      <Plan path={action.plan.path} body={action.plan.body} method={action.method} />
    </>
  );
}

function Plan({ path, body, method }: { path: string; body: unknown; method: Action["method"] }) {
  const plan = usePlan(path, body, true, method);
  if (plan.isError) {
    return (
      <Alert isInline component="h2" variant="danger" title="It would be refused">
        {plan.error.message}
      </Alert>
    );
  }

  return plan.data ? <PlanList plan={plan.data} /> : <p role="status">Asking what would happen…</p>;
}
