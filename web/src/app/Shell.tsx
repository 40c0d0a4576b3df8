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
import { useStatus, useStatusPart } from "../api/queries";
import { ClusterProvider } from "./ClusterProvider";
import { ConnectionBanner } from "./ConnectionBanner";
import { ConnectionLabel } from "./ConnectionLabel";
import { Navigation } from "./Navigation";
import { RoleLabel } from "./RoleLabel";

const MAIN = "main-content";

/** What stands around every page: name, navigation, how it is connected. It is not drawn again with the cluster. */
export function Shell({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const name = useStatusPart((status) => status.name);
  useEffect(() => {
    const stop = new AbortController();
    void follow(client, stop.signal);
    return () => stop.abort();
  }, [client]);
  useKeptLinks();
  useEffect(() => {
    document.title = name === undefined ? "Holdfast" : `${name} – Holdfast`;
  }, [name]);
  return (
    <Page
      masthead={<Head name={name} />}
      sidebar={<Navigation />}
      isManagedSidebar
      skipToContent={<SkipToContent href={`#${MAIN}`}>Skip to content</SkipToContent>}
      mainContainerId={MAIN}
      mainAriaLabel="Page"
    >
      <ConnectionBanner />
      <Within>{children}</Within>
    </Page>
  );
}

/** A page, once there is something to show. */
function Within({ children }: { children: ReactNode }) {
  const status = useStatus().data;
  return status ? (
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
  );
}

function Head({ name }: { name: string | undefined }) {
  const answeredBy = useStatusPart((status) => status.answeredBy);
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
          <span>{name === undefined ? "" : `Cluster ${name}`}</span>
          <span className="hf-where">
            <RoleLabel />
            <ConnectionLabel servedBy={answeredBy} />
          </span>
        </div>
      </MastheadContent>
    </Masthead>
  );
}

function useKeptLinks() {
  const nodes = useStatusPart((status) =>
    status.nodes.map((node) => `${node.name} ${node.state} ${node.epoch} ${node.apiUrl}`).join(),
  );
  useEffect(() => {
    if (nodes === undefined) {
      return;
    }

    void keepLinks(nodes);
    const timer = setInterval(() => void keepLinks(nodes), 60_000);
    return () => clearInterval(timer);
  }, [nodes]);
}
