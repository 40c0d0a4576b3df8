import { Button } from "@patternfly/react-core";
import { useState } from "react";
import { ActionButtons } from "../action/ActionButtons";
import { clearResource, failResource, wantResource } from "../action/actions";
import { deleteResource } from "../action/removals";
import type { Resource } from "../api/types";
import { NeedsForm, PolicyForm } from "./PolicyForm";
import { ResourceForm } from "./ResourceForm";

const FORMS = { properties: ResourceForm, policy: PolicyForm, needs: NeedsForm };

export function ResourceActions({ resource }: { resource: Resource }) {
  const [form, setForm] = useState<keyof typeof FORMS | null>(null);
  const Form = form === null ? null : FORMS[form];
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
      <Button size="sm" variant="secondary" aria-label={`Change ${resource.name}`} onClick={() => setForm("properties")}>
        Change…
      </Button>
      <Button size="sm" variant="secondary" aria-label={`Policy of ${resource.name}`} onClick={() => setForm("policy")}>
        Policy…
      </Button>
      <Button size="sm" variant="secondary" aria-label={`Needs of ${resource.name}`} onClick={() => setForm("needs")}>
        Needs…
      </Button>
      {Form && <Form resource={resource} onClose={() => setForm(null)} />}
    </div>
  );
}
