import { Alert, AlertActionCloseButton, PageSection } from "@patternfly/react-core";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { useConnection } from "../api/connection";
import { useStatusPart } from "../api/queries";

/** Says when the page went on with another node, and when no node answers. */
export function ConnectionBanner() {
  const connection = useConnection();
  const from = useFrom();
  if (connection.kind === "lost" || connection.kind === "signedOut") {
    return (
      <PageSection>
        <Alert
          isInline
          variant="danger"
          title={connection.kind === "lost" ? "No node answers" : "This session is over"}
        >
          <p>
            {connection.kind === "lost"
              ? "The node that served this page is gone, and no other one answers yet. What is shown is as it was. This page keeps trying."
              : "The node does not know this session any more. Run “holdfast page” and open the address that it prints."}
          </p>
          <Others />
        </Alert>
      </PageSection>
    );
  }

  return from.name === "" ? null : (
    <PageSection>
      <Alert
        isInline
        variant="warning"
        title={`Node ${from.name} does not answer. This page goes on with another node.`}
        actionClose={<AlertActionCloseButton onClose={from.forget} />}
      >
        Nothing needs to be done: every node shows and does the same.
      </Alert>
    </PageSection>
  );
}

function Others() {
  const urls =
    useStatusPart(({ nodes }) =>
      nodes.filter((node) => node.apiUrl !== "").map(({ name, apiUrl }) => ({ name, apiUrl })),
    ) ?? [];
  return urls.length === 0 ? null : (
    <p>
      The nodes:{" "}
      {urls.map((node) => (
        <span key={node.name}>
          <a href={node.apiUrl}>{node.name}</a>{" "}
        </span>
      ))}
    </p>
  );
}

/** The node that served the page before, as the address says; taken out of it when the reader has seen it. */
function useFrom(): { name: string; forget: () => void } {
  const [query, setQuery] = useSearchParams();
  const [name, setName] = useState(query.get("from") ?? "");
  const forget = () => {
    setName("");
    setQuery((before) => (before.delete("from"), before), { replace: true });
  };
  return { name, forget };
}
