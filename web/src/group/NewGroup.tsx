import { Form } from "@patternfly/react-core";
import { useState } from "react";
import { EditDialog } from "../action/EditDialog";
import { useCluster } from "../app/ClusterContext";
import { Field, type FieldShape } from "../view/Field";

/** Makes a group, which is wanted offline at first. */
export function NewGroup({ onClose }: { onClose: () => void }) {
  const nodes = useCluster().nodes.map((each) => each.name);
  const [said, setSaid] = useState({ name: "", description: "", preferredOwners: "" });
  const fields: (FieldShape & { path: keyof typeof said })[] = [
    { path: "name", label: "Name", about: "Unique in the cluster: letters, digits, -, _ and dots.", kind: "text", required: true },
    { path: "description", label: "Description", about: "Words for people.", kind: "text" },
    { path: "preferredOwners", label: "Preferred owners", about: `Nodes, the best first, one per line. There are ${nodes.join(", ")}.`, kind: "lines" },
  ];
  const preferredOwners = said.preferredOwners.split("\n").map((each) => each.trim()).filter((each) => each !== "");
  return (
    <EditDialog
      title="Make a group"
      verb="Make it"
      method="POST"
      path="groups"
      body={{ name: said.name, description: said.description, preferredOwners }}
      hasField={(path) => fields.some((each) => path.startsWith(each.path))}
      done={`Group ${said.name} is made; it is wanted offline until somebody brings it online`}
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
