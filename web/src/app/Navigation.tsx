import { Nav, NavItem, NavList, PageSidebar, PageSidebarBody } from "@patternfly/react-core";
import { NavLink, useLocation } from "react-router";

const PAGES = [
  ["/", "Overview"],
  ["/groups", "Groups"],
  ["/resources", "Resources"],
  ["/types", "Resource types"],
  ["/nodes", "Nodes"],
  ["/fence", "Fencing"],
  ["/events", "Events"],
  ["/what-if", "What if"],
  ["/settings", "Settings"],
] as const;

export function Navigation() {
  const here = useLocation().pathname;
  return (
    <PageSidebar>
      <PageSidebarBody>
        <Nav aria-label="Pages">
          <NavList>
            {PAGES.map(([path, name]) => (
              <NavItem key={path} itemId={path} isActive={here === path}>
                <NavLink to={path} end>
                  {name}
                </NavLink>
              </NavItem>
            ))}
          </NavList>
        </Nav>
      </PageSidebarBody>
    </PageSidebar>
  );
}
