import { Label } from "@patternfly/react-core";
import { useConnection } from "../api/connection";

/** Which node is asked, and whether what is shown is as it is now. */
export function ConnectionLabel({ servedBy }: { servedBy: string | undefined }) {
  const connection = useConnection();
  const by = servedBy ? `by ${servedBy}` : "";
  return (
    <span role="status" data-connection={connection.kind}>
      {connection.kind === "live" ? (
        <Label status="success" variant="outline">{`Live ${by}`}</Label>
      ) : (
        <Label status="warning" variant="outline">{`Not live ${by}`}</Label>
      )}
    </span>
  );
}
