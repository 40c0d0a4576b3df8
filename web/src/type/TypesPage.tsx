import { useState } from "react";
import { useSearchParams } from "react-router";
import { RoleButton } from "../action/RoleButton";
import type { ResourceType } from "../api/types";
import { useCluster } from "../app/ClusterContext";
import { PageFrame } from "../view/PageFrame";
import { type Column, Rows } from "../view/Rows";
import { Hash, Words } from "../view/Values";
import { listed } from "../view/words";
import { TypeActions } from "./TypeActions";
import { TypeDetail } from "./TypeDetail";
import { TypeState } from "./TypeState";
import { UploadDialog } from "./UploadDialog";

const COLUMNS: Column<ResourceType>[] = [
  {
    head: "Registered name",
    cell: (type) => (
      <strong className="hf-type" data-type-name>
        {type.name}
      </strong>
    ),
  },
  { head: "DLL", cell: (type) => <code data-type-dll>{type.dll}</code> },
  { head: "Version", cell: (type) => type.version },
  { head: "Package", cell: (type) => <Hash value={type.packageHash} /> },
  { head: "State", cell: (type) => <TypeState type={type} /> },
  {
    head: "Nodes that have it",
    cell: (type) => <Words text={type.availability.filter((each) => each.available).map((each) => each.node).join(", ")} />,
  },
  { head: "Used by", cell: (type) => <Words text={listed(type.usedBy)} /> },
  { head: "Actions", cell: (type) => <TypeActions type={type} /> },
];

export function TypesPage() {
  const { types } = useCluster();
  const [query] = useSearchParams();
  const [registers, setRegisters] = useState(false);
  return (
    <PageFrame
      title="Resource types"
      about="As they are registered in the cluster's database: name, DLL and package, also while a DLL is missing or a monitor is down."
    >
      <div>
        <RoleButton asks={{ path: "types" }} onClick={() => setRegisters(true)}>Register types…</RoleButton>
        {registers && <UploadDialog onClose={() => setRegisters(false)} />}
      </div>
      <Rows
        label="Resource types"
        rows={types}
        columns={COLUMNS}
        keyOf={(type) => type.name}
        detail={(type) => <TypeDetail type={type} />}
        open={query.get("open")}
        empty="No types are registered. Register a DLL here, or with “holdfast type register”."
      />
    </PageFrame>
  );
}
