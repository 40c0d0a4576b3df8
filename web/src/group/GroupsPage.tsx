import { useState } from "react";
import { useSearchParams } from "react-router";
import { RoleButton } from "../action/RoleButton";
import type { Group } from "../api/types";
import { useCluster } from "../app/ClusterContext";
import { PageFrame } from "../view/PageFrame";
import { type Column, Rows } from "../view/Rows";
import { StateLabel } from "../view/StateLabel";
import { OwnedSince, TypeName, Wanted } from "../view/Values";
import { GroupActions } from "./GroupActions";
import { GroupDetail } from "./GroupDetail";
import { NewGroup } from "./NewGroup";

const COLUMNS: Column<Group>[] = [
  { head: "Group", cell: (group) => <strong>{group.name}</strong> },
  { head: "Wanted", cell: (group) => <Wanted state={group.wanted} locked={group.locked} /> },
  { head: "Actual", cell: (group) => <StateLabel state={group.state} /> },
  { head: "Owner", cell: (group) => <Owner group={group} /> },
  { head: "Why", cell: (group) => group.hindrance || group.reason },
  {
    head: "Types",
    cell: (group) => group.types.map((type) => <TypeName key={type.name} name={type.name} dll={type.dll} />),
  },
  { head: "Actions", cell: (group) => <GroupActions group={group} /> },
];

export function GroupsPage() {
  const { groups } = useCluster();
  const [query] = useSearchParams();
  const [makes, setMakes] = useState(false);
  return (
    <PageFrame
      title="Groups"
      about="What is wanted of each group beside how it is; open one to see why it is there and what was considered."
    >
      <div>
        <RoleButton asks={{ path: "groups" }} onClick={() => setMakes(true)}>Make a group…</RoleButton>
        {makes && <NewGroup onClose={() => setMakes(false)} />}
      </div>
      <Rows
        label="Groups"
        rows={groups}
        columns={COLUMNS}
        keyOf={(group) => group.name}
        detail={(group) => <GroupDetail group={group} />}
        open={query.get("open")}
        empty="There are no groups. Make one here, or with “holdfast group create”."
      />
    </PageFrame>
  );
}

function Owner({ group }: { group: Group }) {
  if (group.instances.length > 0 && group.owner === null) {
    return <>{group.instances.map((each) => `${each.name} on ${each.owner ?? "none"}`).join(", ")}</>;
  }

  const owner = group.movingTo ? `${group.owner ?? "none"} → ${group.movingTo}` : group.owner;
  return <OwnedSince owner={owner} since={group.since} />;
}
