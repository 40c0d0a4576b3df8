import { Alert, Button, Card, CardBody, CardTitle } from "@patternfly/react-core";
import { useState } from "react";
import { usePlan } from "../api/queries";
import { useCluster } from "../app/ClusterContext";
import { PageFrame } from "../view/PageFrame";
import { FaultForm } from "./FaultForm";
import { type Fault, inWords, requestOf } from "./faults";
import { PlanList } from "./PlanList";

export function WhatIfPage() {
  const status = useCluster();
  const [faults, setFaults] = useState<Fault[]>([]);
  return (
    <PageFrame
      title="What if"
      about="Pick what might happen; the functions that decide say what would come of it. Nothing is changed."
    >
      <FaultForm status={status} onAdd={(fault) => setFaults([...faults, fault])} />
      {faults.length > 0 && (
        <ul className="hf-list" aria-label="Imagined">
          {faults.map((fault, index) => (
            <li key={index}>
              {inWords(fault)}{" "}
              <Button
                variant="link"
                isInline
                aria-label={`Remove: ${inWords(fault)}`}
                onClick={() => setFaults(faults.filter((_, at) => at !== index))}
              >
                Remove
              </Button>
            </li>
          ))}
        </ul>
      )}
      <Outcome faults={faults} />
    </PageFrame>
  );
}

function Outcome({ faults }: { faults: Fault[] }) {
  const plan = usePlan("simulate", requestOf(faults), faults.length > 0);
  if (faults.length === 0) {
    return null;
  }

  return (
    <Card>
      <CardTitle component="h2">What would happen</CardTitle>
      <CardBody>
        {plan.isError && <Alert isInline variant="danger" title={plan.error.message} />}
        {plan.isPending && <p role="status">Asking…</p>}
        {plan.data && <PlanList plan={plan.data} />}
      </CardBody>
    </Card>
  );
}
