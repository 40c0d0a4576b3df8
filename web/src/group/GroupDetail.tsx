import { Alert, Title } from "@patternfly/react-core";
import { useEvents } from "../api/eventQueries";
import { useGroupExplanation } from "../api/queries";
import type { Group, GroupExplanation } from "../api/types";
import { FailoverPicture } from "../event/FailoverPicture";
import { failoversOf } from "../event/failovers";
import { type Column, Rows } from "../view/Rows";
import { Since } from "../view/Values";
import { Instances } from "./Instances";

type Instance = GroupExplanation["instances"][number];
type Candidate = Instance["candidates"][number];

const CANDIDATES: Column<Candidate>[] = [
  { head: "Node", cell: (each) => each.node },
  { head: "Could own it", cell: (each) => (each.isOwner ? "owns it" : each.canOwn ? "yes" : "no") },
  { head: "Why", cell: (each) => each.why },
];

/** Why a group is where and how it is, in the words of the functions that decide. */
export function GroupDetail({ group }: { group: Group }) {
  const version = `${group.state} ${group.owner} ${group.generation} ${group.hindrance} ${group.revision}`;
  const explained = useGroupExplanation(group.name, version);
  if (explained.isError) {
    return <Alert isInline variant="warning" title={`It cannot be explained now: ${explained.error.message}`} />;
  }

  return explained.data ? (
    <div className="hf-stack" data-explanation={group.name}>
      {group.instances.length > 0 && <Instances group={group} />}
      {explained.data.instances.map((each) => (
        <InstanceDetail key={each.name} instance={each} />
      ))}
      <LastFailover group={group.name} />
      <Title headingLevel="h2" size="md">Last decisions</Title>
      <ul className="hf-list">
        {explained.data.lastDecisions.slice(0, 6).map((told) => (
          <li key={told.id}>
            <Since at={told.at} /> {told.message}
          </li>
        ))}
      </ul>
    </div>
  ) : (
    <p role="status">Asking why…</p>
  );
}

/** How its last failover or move went, if that is among the events that are kept here. */
function LastFailover({ group }: { group: string }) {
  const events = useEvents().data?.events ?? [];
  const last = failoversOf(events).find((each) => each.group === group);
  return last === undefined ? null : (
    <>
      <Title headingLevel="h2" size="md">Its last failover or move</Title>
      <FailoverPicture failover={last} />
    </>
  );
}

function InstanceDetail({ instance }: { instance: Instance }) {
  const { name, owner } = instance;
  return (
    <>
      <Title headingLevel="h2" size="md">{`Why ${name} is on ${owner ?? "no node"}`}</Title>
      <ul className="hf-list">
        {instance.summary.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
        {instance.waitsFor.map((wait) => (
          <li key={wait.for}>Waits for {wait.for}</li>
        ))}
        {instance.next !== "" && <li>Next: {instance.next}</li>}
      </ul>
      <Rows
        label={`What was considered for ${instance.name}`}
        rows={instance.candidates}
        columns={CANDIDATES}
        keyOf={(each) => each.node}
      />
    </>
  );
}
