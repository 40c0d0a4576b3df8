import { Content, PageSection, Title } from "@patternfly/react-core";
import type { ReactNode } from "react";

/** The heading of a page and what it is about. */
export function PageFrame({ title, about, children }: { title: string; about: string; children: ReactNode }) {
  return (
    <>
      <PageSection>
        <Title headingLevel="h1">{title}</Title>
        <Content component="p">{about}</Content>
      </PageSection>
      <PageSection isFilled>
        <div className="hf-stack">{children}</div>
      </PageSection>
    </>
  );
}
