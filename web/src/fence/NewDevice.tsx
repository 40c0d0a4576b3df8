import { Button, Form } from "@patternfly/react-core";
import { useState } from "react";
import { EditDialog } from "../action/EditDialog";
import type { FieldError } from "../api/client";
import { useCluster } from "../app/ClusterContext";
import { Field, isAt } from "../view/Field";
import { DEVICE_FIELDS, deviceBody, type DeviceDraft, type Secret } from "./deviceFields";

/** Adds a device that can power nodes off; its agent is asked what it takes. */
export function NewDevice({ onClose }: { onClose: () => void }) {
  const nodes = useCluster().nodes.map((each) => each.name);
  const [draft, setDraft] = useState<DeviceDraft>({});
  const [secrets, setSecrets] = useState<Secret[]>([{ name: "passwd", value: "" }]);
  return (
    <EditDialog
      title="Add a fence device"
      verb="Add it"
      method="POST"
      path="fence/devices"
      body={deviceBody(draft, secrets)}
      hasField={(path) => DEVICE_FIELDS.some((each) => isAt(each.path, path))}
      done={`Device ${draft.name} is added; test it from every node`}
      onClose={onClose}
      fields={(errors) => (
        <Form onSubmit={(event) => event.preventDefault()}>
          {DEVICE_FIELDS.map((shape) => (
            <Field
              key={shape.path}
              shape={shape.path === "hosts" ? { ...shape, about: `${shape.about} There are ${nodes.join(", ")}.` } : shape}
              value={draft[shape.path] ?? ""}
              errors={errors}
              onChange={(value) => setDraft({ ...draft, [shape.path]: value })}
            />
          ))}
          <Secrets secrets={secrets} errors={errors} onChange={setSecrets} />
        </Form>
      )}
    />
  );
}

interface SecretsProps {
  secrets: Secret[];
  errors: FieldError[];
  onChange: (secrets: Secret[]) => void;
}

/** Parameters whose values are not to be seen by who stands behind. */
function Secrets({ secrets, errors, onChange }: SecretsProps) {
  const put = (at: number, changed: Partial<Secret>) =>
    onChange(secrets.map((each, index) => (index === at ? { ...each, ...changed } : each)));
  return (
    <>
      {secrets.map((each, index) => (
        <div key={index} className="hf-pair">
          <Field
            shape={{ path: `secret-${index}`, label: `Name of secret ${index + 1}`, about: "As the agent takes it: passwd, token, community.", kind: "text" }}
            value={each.name}
            errors={[]}
            onChange={(name) => put(index, { name: String(name) })}
          />
          <Field
            shape={{ path: `parameters.${each.name}`, label: `Secret ${index + 1}`, about: "Stored as it is and never shown again.", kind: "secret" }}
            value={each.value}
            errors={errors}
            onChange={(value) => put(index, { value: String(value) })}
          />
        </div>
      ))}
      <div>
        <Button variant="link" isInline onClick={() => onChange([...secrets, { name: "", value: "" }])}>
          Another secret
        </Button>
      </div>
    </>
  );
}
