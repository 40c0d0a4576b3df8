import { Form } from "@patternfly/react-core";
import { useState } from "react";
import { done } from "../action/actions";
import { EditDialog } from "../action/EditDialog";
import { part } from "../action/actions";
import { choices } from "../action/settingsDraft";
import type { Resource } from "../api/types";
import { useCluster } from "../app/ClusterContext";
import { Field, type FieldShape } from "../view/Field";

/** Calls one of the controls of a resource's type, and shows what it answered. */
export function ControlForm({ resource, onClose }: { resource: Resource; onClose: () => void }) {
  const controls = useCluster().types.find((each) => each.name === resource.type)?.controls ?? [];
  const [said, setSaid] = useState({ control: controls[0] ?? "", input: "" });
  const { input, wrong } = read(said.input);
  const fields: (FieldShape & { path: keyof typeof said })[] = [
    { path: "control", label: "Control", about: "What its type can be asked to do.", kind: "choice", choices: choices(...controls) },
    { path: "input", label: "Input", about: "What the control is given, as JSON; empty for nothing.", kind: "lines" },
  ];
  return (
    <EditDialog
      title={`Call a control of ${resource.name}`}
      verb="Call it"
      method="POST"
      path={`resources/${part(resource.name)}/control/${part(said.control)}`}
      body={input}
      wrong={wrong}
      hasField={(path) => path in said}
      done=""
      until={(_, answer) => done(`${said.control} answered ${JSON.stringify((answer as { output: unknown }).output)}`)}
      onClose={onClose}
      fields={(errors) => (
        <Form onSubmit={(event) => event.preventDefault()}>
          {fields.map((shape) => (
            <Field
              key={shape.path}
              shape={shape}
              value={said[shape.path]}
              errors={errors}
              onChange={(value) => setSaid({ ...said, [shape.path]: String(value) })}
            />
          ))}
        </Form>
      )}
    />
  );
}

function read(text: string) {
  try {
    return { input: text.trim() === "" ? null : (JSON.parse(text) as unknown), wrong: [] };
  } catch {
    return { input: null, wrong: [{ path: "input", message: 'this is not JSON: write it as {"name": "value"}' }] };
  }
}
