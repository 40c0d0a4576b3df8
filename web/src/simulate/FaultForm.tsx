import { Button, FormSelect, FormSelectOption } from "@patternfly/react-core";
import { useState } from "react";
import type { ClusterStatus } from "../api/types";
import { NameSelect } from "../view/NameSelect";
import { type Fault, KINDS, namesOf } from "./faults";

interface FaultFormProps {
  status: ClusterStatus;
  onAdd: (fault: Fault) => void;
}

export function FaultForm({ status, onAdd }: FaultFormProps) {
  const [kind, setKind] = useState<Fault["kind"]>("nodeDown");
  const [chosen, setChosen] = useState("");
  const [target, setTarget] = useState("");
  const names = namesOf(kind, status);
  const name = names.includes(chosen) ? chosen : (names[0] ?? "");
  return (
    <form
      className="hf-filters"
      onSubmit={(event) => {
        event.preventDefault();
        onAdd({ kind, name, target });
      }}
    >
      <label>
        What happens
        <FormSelect value={kind} aria-label="What happens" onChange={(_, value) => setKind(value as Fault["kind"])}>
          {Object.entries(KINDS).map(([value, { text }]) => (
            <FormSelectOption key={value} value={value} label={text} />
          ))}
        </FormSelect>
      </label>
      <div className="hf-labelled">
        <span aria-hidden="true">Which</span>
        <NameSelect label="Which" names={names} chosen={name} onChoose={setChosen} />
      </div>
      {kind === "move" && (
        <label>
          To
          <FormSelect value={target} aria-label="To" onChange={(_, value) => setTarget(value)}>
            <FormSelectOption value="" label="the best other node" />
            {status.nodes.map((node) => (
              <FormSelectOption key={node.name} value={node.name} label={node.name} />
            ))}
          </FormSelect>
        </label>
      )}
      <Button type="submit" variant="primary" isDisabled={name === ""}>
        Imagine it
      </Button>
    </form>
  );
}
