import { Alert, AlertGroup, Card, CardBody, CardTitle } from "@patternfly/react-core";
import { Link } from "react-router";
import { useQuorum } from "../api/queries";
import { useCluster } from "../app/ClusterContext";
import { useFences } from "../fence/fenceQueries";
import { attentionOf } from "./attention";

const SHOWN = 20;

/** What needs attention, most urgent first, with the next step. */
export function AttentionCard() {
  const found = attentionOf(useCluster(), useQuorum().data, useFences(false).data);
  return (
    <Card>
      <CardTitle component="h2">Needs attention</CardTitle>
      <CardBody>
        {found.length === 0 ? (
          <p>Nothing. Everything is as it is wanted.</p>
        ) : (
          <AlertGroup aria-label="Needs attention">
            {found.slice(0, SHOWN).map((each) => (
              <Alert key={each.what} isInline variant={each.urgency} title={each.what} component="h3">
                {each.next}. <Link to={each.to}>Open</Link>
              </Alert>
            ))}
          </AlertGroup>
        )}
        {found.length > SHOWN && <p>… and {found.length - SHOWN} more.</p>}
      </CardBody>
    </Card>
  );
}
