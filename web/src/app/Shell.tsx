import {
  Bullseye,
  Masthead,
  MastheadBrand,
  MastheadContent,
  MastheadMain,
  MastheadToggle,
  Page,
  PageSection,
  PageToggleButton,
  SkipToContent,
  Spinner,
  Title,
} from "@patternfly/react-core";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import { ActionProvider } from "../action/ActionProvider";
import { keepLinks } from "../api/handover";
import { follow } from "../api/live";
import { useStatus } from "../api/queries";
import type { ClusterStatus } from "../api/types";
import { ClusterProvider } from "./ClusterProvider";
import { ConnectionBanner } from "./ConnectionBanner";
import { ConnectionLabel } from "./ConnectionLabel";
import { Navigation } from "./Navigation";
import { RoleLabel } from "./RoleLabel";

const MAIN = "main-content";

/** What stands around every page: name, navigation, how it is connected. */
export function Shell({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const status = useStatus().data;
  useEffect(() => {
    const stop = new AbortController();
    void follow(client, stop.signal);
    return () => stop.abort();
  }, [client]);
  useKeptLinks(status);
  useEffect(() => {
    document.title = status ? `${status.name} – Holdfast` : "Holdfast";
  }, [status?.name]);
  return (
    <Page
      masthead={<Head status={status} />}
      sidebar={<Navigation />}
      isManagedSidebar
      skipToContent={<SkipToContent href={`#${MAIN}`}>Skip to content</SkipToContent>}
      mainContainerId={MAIN}
      mainAriaLabel="Page"
    >
      <ConnectionBanner nodes={status?.nodes ?? []} />
      {status ? (
        <ClusterProvider status={status}>
          <ActionProvider>{children}</ActionProvider>
        </ClusterProvider>
      ) : (
        <PageSection>
          <Title headingLevel="h1">Reading the cluster</Title>
          <Bullseye>
            <Spinner aria-label="Reading the cluster" />
          </Bullseye>
        </PageSection>
      )}
    </Page>
  );
}

function Head({ status }: { status: ClusterStatus | undefined }) {
  return (
    <Masthead>
      <MastheadMain>
        <MastheadToggle>
          <PageToggleButton isHamburgerButton aria-label="Navigation" />
        </MastheadToggle>
        <MastheadBrand>
          <span className="hf-brand">
            <img src="/favicon.svg" alt="" /> Holdfast
          </span>
        </MastheadBrand>
      </MastheadMain>
      <MastheadContent>
        <div className="hf-head">
          <span>{status ? `Cluster ${status.name}` : ""}</span>
          <span className="hf-where">
            <RoleLabel />
            <ConnectionLabel servedBy={status?.answeredBy} />
          </span>
        </div>
      </MastheadContent>
    </Masthead>
  );
}

function useKeptLinks(status: ClusterStatus | undefined) {
  const nodes = status?.nodes.map((node) => `${node.name} ${node.state} ${node.epoch} ${node.apiUrl}`).join();
  useEffect(() => {
    if (nodes === undefined) {
      return;
    }

    void keepLinks(nodes);
    const timer = setInterval(() => void keepLinks(nodes), 60_000);
    return () => clearInterval(timer);
  }, [nodes]);
}
