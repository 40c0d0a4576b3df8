import { useState } from "react";
import { ActionButtons } from "../action/ActionButtons";
import { failResource, part, wantResource } from "../action/actions";
import { clearResource, lockResource } from "../action/maintenance";
import { deleteResource } from "../action/removals";
import { RowButton } from "../action/RowButton";
import type { Resource } from "../api/types";
import { useTypes } from "../app/ClusterContext";
import { ControlForm } from "./ControlForm";
import { NeedsForm, PolicyForm } from "./PolicyForm";
import { ResourceForm } from "./ResourceForm";

const FORMS = { Change: ResourceForm, Policy: PolicyForm, Needs: NeedsForm, Control: ControlForm };

export function ResourceActions({ resource }: { resource: Resource }) {
  const [form, setForm] = useState<keyof typeof FORMS | null>(null);
  const types = useTypes();
  const Form = form === null ? null : FORMS[form];
  const online = resource.wanted === "Online";
  const calls = resource.instances.length === 0 && resource.owner !== null;
  const controls = types.find((each) => each.name === resource.type)?.controls ?? [];
  const path = `resources/${part(resource.name)}`;
  const changes = { method: "PATCH", path } as const;
  const offers = [
    { does: online ? "Offline" : "Online", make: () => wantResource(resource.name, !online) },
    ...(calls ? [{ does: "Fail", make: () => failResource(resource) }] : []),
    { does: "Clear", make: () => clearResource(resource) },
    { does: resource.locked ? "Unlock" : "Lock", make: () => lockResource(resource) },
    ...(resource.state === "Offline" ? [{ does: "Delete", make: () => deleteResource(resource) }] : []),
  ];
  const forms = [
    { does: "Change", name: "Change", asks: changes },
    { does: "Policy", name: "Policy of", asks: changes },
    { does: "Needs", name: "Needs of", asks: changes },
    ...(calls && controls.length > 0
      ? [{ does: "Control", name: "Control", asks: { method: "POST", path: `${path}/control/${controls[0]}` } } as const]
      : []),
  ] as const;
  return (
    <div className="hf-actions">
      <ActionButtons name={resource.name} offers={offers} />
      {forms.map((each) => (
        <RowButton
          key={each.does}
          does={each.does}
          label={`${each.name} ${resource.name}`}
          asks={each.asks}
          onClick={() => setForm(each.does)}
        />
      ))}
      {Form && <Form resource={resource} onClose={() => setForm(null)} />}
    </div>
  );
}
