import { Alert, Spinner } from "@patternfly/react-core";
import { useEffect, useState } from "react";
import { useCluster } from "../app/ClusterContext";
import type { Action, Outcome } from "./actions";

const TITLES = { running: "Under way", done: "Done", failed: "It did not succeed" } as const;
const VARIANTS = { running: "info", done: "success", failed: "danger" } as const;

/** How what was carried out goes on, from the cluster as it changes, until it is over. */
export function Progress({ outcome, answer }: { outcome: Action["outcome"]; answer: unknown }) {
  const now = outcome(useCluster(), answer);
  const [end, setEnd] = useState<Outcome | null>(null);
  useEffect(() => {
    if (now.kind !== "running") {
      setEnd((before) => before ?? now);
    }
  }, [now.kind, now.text]);
  const shown = end ?? now;
  return (
    <div role="status" data-outcome={shown.kind}>
      <Alert
        isInline
        component="h2"
        variant={VARIANTS[shown.kind]}
        title={TITLES[shown.kind]}
        customIcon={shown.kind === "running" ? <Spinner size="md" aria-label="Under way" /> : undefined}
      >
        {shown.text}
      </Alert>
    </div>
  );
}
