import { Alert, AlertActionLink } from "@patternfly/react-core";
import { Problem } from "../api/client";

/** A what-if that was refused, or that could not be asked; the latter can be asked again. */
export function PlanFailure({ error, words, onAgain }: { error: Error; words?: string; onAgain?: () => void }) {
  const refused = error instanceof Problem && error.refuses;
  return (
    <Alert
      isInline
      component="h2"
      variant="danger"
      title={refused ? "It would be refused" : "It is not known what would happen"}
      actionLinks={refused || !onAgain ? undefined : <AlertActionLink onClick={onAgain}>Ask again</AlertActionLink>}
    >
      {words ?? error.message}
    </Alert>
  );
}
