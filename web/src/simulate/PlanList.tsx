import { Alert } from "@patternfly/react-core";
import type { Plan } from "../api/types";
import { formatAfter } from "../view/time";
import { PlanPicture } from "./PlanPicture";

/** So many are read one by one. */
const MOST = 100;

/** What would happen, in order, and where each group would be in the end. */
export function PlanList({ plan }: { plan: Plan }) {
  const timed = plan.steps.some((step) => step.afterMs > 0);
  const moved = plan.groups.filter((each) => each.before !== each.after || each.hindrance !== "");
  return (
    <div className="hf-stack" data-plan>
      {plan.steps.length === 0 ? (
        <p>Nothing would change.</p>
      ) : (
        <ol className={timed ? "hf-plan" : "hf-plan hf-numbered"} aria-label="Steps">
          {plan.steps.slice(0, MOST).map((step, index) => (
            <li key={index}>
              <span className="hf-time hf-subtle">{timed ? `+${formatAfter(step.afterMs)}` : `${index + 1}.`}</span>
              <span>{step.message}</span>
            </li>
          ))}
        </ol>
      )}
      {plan.steps.length > MOST && <p>{`… and ${plan.steps.length - MOST} more steps.`}</p>}
      <PlanPicture plan={plan} />
      {moved.length > 0 && (
        <ul className="hf-list" aria-label="Groups afterwards">
          {moved.slice(0, MOST).map((each) => (
            <li key={each.group}>
              <strong>{each.group}</strong>: {each.before ?? "no owner"} → {each.after ?? "no owner"}
              {each.hindrance !== "" && ` (${each.hindrance})`}
            </li>
          ))}
        </ul>
      )}
      {moved.length > MOST && <p>{`… and ${moved.length - MOST} more groups.`}</p>}
      {!plan.settled && (
        <Alert isInline isPlain variant="warning" title="It would not have come to rest within 15 minutes." />
      )}
    </div>
  );
}
