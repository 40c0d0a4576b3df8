import { Button } from "@patternfly/react-core";
import { useState } from "react";
import { ActionButtons } from "../action/ActionButtons";
import { clearResource, failResource, wantResource } from "../action/actions";
import { deleteResource } from "../action/removals";
import type { Resource } from "../api/types";
import { ResourceForm } from "./ResourceForm";

export function ResourceActions({ resource }: { resource: Resource }) {
  const [changes, setChanges] = useState(false);
  const online = resource.wanted === "Online";
  const inInstances = resource.instances.length > 0;
  const offers = [
    { does: online ? "Offline" : "Online", make: () => wantResource(resource.name, !online) },
    ...(inInstances || resource.owner === null ? [] : [{ does: "Fail", make: () => failResource(resource) }]),
    { does: "Clear", make: () => clearResource(resource.name) },
    ...(resource.state === "Offline" ? [{ does: "Delete", make: () => deleteResource(resource) }] : []),
  ];
  return (
    <div className="hf-actions">
      <ActionButtons name={resource.name} offers={offers} />
      <Button size="sm" variant="secondary" aria-label={`Change ${resource.name}`} onClick={() => setChanges(true)}>
        Change…
      </Button>
      {changes && <ResourceForm resource={resource} onClose={() => setChanges(false)} />}
    </div>
  );
}
