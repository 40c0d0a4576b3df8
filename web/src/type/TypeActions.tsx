import { useState } from "react";
import { ActionButtons } from "../action/ActionButtons";
import { type Action, done, part, running } from "../action/actions";
import { RowButton } from "../action/RowButton";
import type { ResourceType } from "../api/types";
import { UploadDialog } from "./UploadDialog";

/** What can be done with a registration; the types of Holdfast itself come and go with it. */
export function TypeActions({ type }: { type: ResourceType }) {
  const [upgrades, setUpgrades] = useState(false);
  if (type.builtIn) {
    return <span className="hf-subtle">part of Holdfast</span>;
  }

  return (
    <div className="hf-actions">
      <RowButton
        does="Upgrade"
        label={`Upgrade ${type.name}`}
        asks={{ path: `types/${part(type.name)}/upgrade` }}
        onClick={() => setUpgrades(true)}
      />
      <ActionButtons name={type.name} offers={[{ does: "Unregister", make: () => unregister(type) }]} />
      {upgrades && <UploadDialog upgrades={type.name} onClose={() => setUpgrades(false)} />}
    </div>
  );
}

export function unregister({ name, revision }: ResourceType): Action {
  return {
    title: `Unregister resource type ${name}`,
    verb: "Unregister",
    danger: true,
    method: "DELETE",
    path: `types/${part(name)}?revision=${revision}`,
    plan: { path: `types/${part(name)}?whatIf=true&revision=${revision}` },
    outcome: (now) =>
      now.types.some((each) => each.name === name)
        ? running(`The registration of ${name} is being removed`)
        : done(`${name} is not registered any more`),
  };
}
