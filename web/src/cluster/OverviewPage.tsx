import {
  Card,
  CardBody,
  CardTitle,
  DescriptionList,
  Gallery,
} from "@patternfly/react-core";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { useLosses, useQuorum } from "../api/queries";
import type { ClusterStatus, Quorum } from "../api/types";
import { useCluster } from "../app/ClusterContext";
import { Item } from "../view/Item";
import { PageFrame } from "../view/PageFrame";
import { StateLabel } from "../view/StateLabel";
import { listed } from "../view/words";
import { AttentionCard } from "./AttentionCard";
import { lossesInWords } from "./losses";

export function OverviewPage() {
  const status = useCluster();
  return (
    <PageFrame title="Overview" about="How the cluster is, what it survives, and what needs attention first.">
      <AttentionCard />
      <Gallery hasGutter minWidths={{ default: "19rem" }}>
        <ClusterCard status={status} />
        <CountCard title="Nodes" to="/nodes" states={status.nodes.map((node) => node.state)}>
          {status.nodes.map((node) => (
            <Named key={node.name} name={node.name} state={node.state} note={`owns ${listed(node.groups) || "nothing"}`} />
          ))}
        </CountCard>
        <CountCard title="Groups" to="/groups" states={status.groups.map((group) => group.state)}>
          {status.groups.slice(0, 12).map((group) => (
            <Named key={group.name} name={group.name} state={group.state} note={ownerOf(group)} />
          ))}
        </CountCard>
      </Gallery>
    </PageFrame>
  );
}

function ownerOf(group: ClusterStatus["groups"][number]): string {
  const owners = new Set(group.instances.map((each) => each.owner).filter((owner) => owner !== null));
  const owner = group.owner ?? [...owners].join(", ");
  return owner ? `on ${owner}` : "no owner";
}

function ClusterCard({ status }: { status: ClusterStatus }) {
  const up = status.nodes.filter((node) => node.state !== "Down" && node.state !== "Joining").map((node) => node.name);
  const version = [
    ...status.nodes.map((node) => `${node.name} ${node.state} ${node.wanted}`),
    ...status.groups.map((group) => `${group.name} ${group.owner} ${group.wanted}`),
  ].join();
  const losses = useLosses(up, version).data;
  const quorum = useQuorum();
  const words = losses && quorum.data ? lossesInWords(losses, quorum.data) : null;
  return (
    <Card>
      <CardTitle component="h2">Cluster {status.name}</CardTitle>
      <CardBody>
        <DescriptionList isCompact aria-label="Cluster">
          <Item term="What it survives">
            {words ? (
              <span data-losses>
                <StateLabel state={words.safe ? "Safe" : "At risk"} /> {words.text}
              </span>
            ) : (
              "Asking what the loss of each node would do…"
            )}
          </Item>
          <Item term="Database">
            <span data-quorum>{quorum.data ? databaseInWords(quorum.data) : (quorum.error?.message ?? "Asking its members…")}</span>
          </Item>
          <Item term="Nodes that are up">{`${up.length} of ${status.nodes.length}`}</Item>
          <Item term="Coordinator">
            {status.coordinator ?? "none yet"} (term {status.term})
          </Item>
          <Item term="Lease profile">{status.profile}</Item>
          <Item term="Shown">
            by {status.answeredBy} at revision {status.revision}
          </Item>
        </DescriptionList>
      </CardBody>
    </Card>
  );
}

const databaseInWords = ({ engine, hasQuorum, votes, words }: Quorum): string =>
  `${engine}${votes === 0 ? "" : hasQuorum ? ", has a majority" : ", has no majority"}. ${words}`;

interface CountCardProps {
  title: string;
  to: string;
  states: string[];
  children: ReactNode;
}

function CountCard({ title, to, states, children }: CountCardProps) {
  const counts = [...new Set(states)].map((state) => `${states.filter((each) => each === state).length} ${state}`);
  return (
    <Card>
      <CardTitle component="h2">
        <Link to={to}>{title}</Link>
      </CardTitle>
      <CardBody>
        <p>{counts.join(", ") || "none"}</p>
        <ul className="hf-list">{children}</ul>
      </CardBody>
    </Card>
  );
}

function Named({ name, state, note }: { name: string; state: string; note: string }) {
  return (
    <li>
      <strong>{name}</strong> <StateLabel state={state} /> <span className="hf-subtle">{note}</span>
    </li>
  );
}
