import { Card, CardBody, CardTitle } from "@patternfly/react-core";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { RoleButton } from "../action/RoleButton";
import type { Resource } from "../api/types";
import { useCluster } from "../app/ClusterContext";
import { PageFrame } from "../view/PageFrame";
import { type Column, Rows } from "../view/Rows";
import { StateLabel } from "../view/StateLabel";
import { OwnedSince, TypeName, Wanted, Words } from "../view/Values";
import { DependencyGraph } from "./DependencyGraph";
import { NewResource } from "./NewResource";
import { ResourceActions } from "./ResourceActions";
import { ResourceDetail } from "./ResourceDetail";

const COLUMNS: Column<Resource>[] = [
  { head: "Resource", cell: (each) => <strong>{each.name}</strong> },
  { head: "Type", cell: (each) => <TypeName name={each.type} dll={each.dll} /> },
  { head: "Wanted", cell: (each) => <Wanted state={each.wanted} locked={each.locked} /> },
  { head: "Actual", cell: (each) => <StateLabel state={each.state} /> },
  { head: "Monitor", cell: (each) => <Process name={each.monitor.state} pid={each.monitor.pid} /> },
  { head: "Guard", cell: (each) => <Words text={each.guard && String(each.guard.pid)} /> },
  { head: "Owner", cell: (each) => <OwnedSince owner={each.owner} since={each.since} /> },
  { head: "Actions", cell: (each) => <ResourceActions resource={each} /> },
];

/** So many groups are drawn: a picture of each of a thousand is of use to nobody. */
const MOST_DRAWN = 20;

export function ResourcesPage() {
  const { groups } = useCluster();
  const [query] = useSearchParams();
  const [makes, setMakes] = useState(false);
  const drawn = groups.filter((group) => group.resources.some((each) => each.dependsOn.length > 0));
  return (
    <PageFrame
      title="Resources"
      about="Each with the registered name of its type and the DLL behind it, whatever happens to its monitor."
    >
      <div>
        <RoleButton asks={{ path: "resources" }} onClick={() => setMakes(true)}>Make a resource…</RoleButton>
        {makes && <NewResource onClose={() => setMakes(false)} />}
      </div>
      <Rows
        label="Resources"
        rows={groups.flatMap((group) => group.resources)}
        columns={COLUMNS}
        keyOf={(each) => each.name}
        detail={(each) => <ResourceDetail resource={each} />}
        open={query.get("open")}
        empty="There are no resources. Make one here, or with “holdfast resource create”."
      />
      {drawn.slice(0, MOST_DRAWN).map((group) => (
        <Card key={group.name}>
          <CardTitle component="h2">What needs what in {group.name}</CardTitle>
          <CardBody>
            <DependencyGraph group={group.name} resources={group.resources} />
          </CardBody>
        </Card>
      ))}
      {drawn.length > MOST_DRAWN && (
        <p>{`The dependencies of ${MOST_DRAWN} of ${drawn.length} groups are drawn.`}</p>
      )}
    </PageFrame>
  );
}

function Process({ name, pid }: { name: string; pid: number | null }) {
  return (
    <>
      <StateLabel state={name} />
      {pid !== null && <span className="hf-second"> {pid}</span>}
    </>
  );
}
