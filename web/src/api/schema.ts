// Generated from the service's OpenAPI document; HOLDFAST_WRITE_DOCS=1 make test-web writes it anew.

export interface paths {
    "/api/v1/cluster/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The whole cluster at one revision. */
        get: operations["ClusterStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cluster": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The settings of the whole cluster. */
        get: operations["ShowCluster"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes settings. */
        patch: operations["UpdateCluster"];
        trace?: never;
    };
    "/api/v1/cluster/lock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes no action on any group from now on; health is still shown. */
        post: operations["LockCluster"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cluster/unlock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends the lock. */
        post: operations["UnlockCluster"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/version": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The version of the node's service. */
        get: operations["Version"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cluster/quorum": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Asks every member of the database: who votes, and what one more loss would do. */
        get: operations["Quorum"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cluster/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a token that lets one machine join once. */
        post: operations["MakeJoinToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cluster/members/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Takes the vote of a witness, or of what an evicted node left, away for good. */
        delete: operations["RemoveMember"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/join/authority": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The certificate of the cluster's authority, to be compared with the token. */
        get: operations["JoinAuthority"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/join": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lets a machine in that has a token: signs its certificate, adds its member. */
        post: operations["Join"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/authority-key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The authority's key, for nodes alone: each can let the next machine in. */
        get: operations["AuthorityKey"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/certificates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A certificate after that which the asking machine has. */
        post: operations["RenewCertificate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cluster/backup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is wanted of the cluster at one revision, with a hash; it holds secret properties. */
        get: operations["Backup"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cluster/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes what is wanted what a backup says; an older one is refused unless ?acceptOlder=true. */
        post: operations["Restore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups/{name}/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Why the group is where and how it is, and what was considered for each node. */
        get: operations["ExplainGroup"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/resources/{name}/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Why the resource is as it is. */
        get: operations["ExplainResource"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/nodes/{name}/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Why the node is as it is, and why each group is on it or is not. */
        get: operations["ExplainNode"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/simulate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What would happen, with the functions that decide; nothing is changed. */
        post: operations["Simulate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The whole state with the decisions that are kept, for simulate and replay. */
        get: operations["SaveState"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/page-links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** An address at which the web page can be opened once. */
        post: operations["MakePageLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/page-links/elsewhere": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Such addresses of the other nodes that are up, to go on there when this node ends. */
        post: operations["MakePageLinksElsewhere"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who asks, and with which role. */
        get: operations["Me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tokens of this node that have a name; what they are is not told. */
        get: operations["ListTokens"];
        put?: never;
        /** Makes a token for this node's port, with a role and an end. It is told only now. */
        post: operations["MakeToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Makes a token worthless, at once. */
        delete: operations["DeleteToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/nodes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The nodes, with their processes. */
        get: operations["ListNodes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/nodes/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One node. */
        get: operations["ShowNode"];
        put?: never;
        post?: never;
        /** Removes a node that is down and owns nothing. */
        delete: operations["EvictNode"];
        options?: never;
        head?: never;
        /** Changes attributes, offers or description. */
        patch: operations["UpdateNode"];
        trace?: never;
    };
    "/api/v1/nodes/{name}/load": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How busy its machine is now, as the node itself says: load average and memory. */
        get: operations["NodeLoad"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/nodes/{name}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives the node nothing new; with drain, moves its groups away. */
        post: operations["PauseNode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/nodes/{name}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends a pause; with failback, what was drained from it comes back. */
        post: operations["ResumeNode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/nodes/{name}/lock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes no action on what it owns from now on; health is still shown. */
        post: operations["LockNode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/nodes/{name}/unlock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends the lock. */
        post: operations["UnlockNode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/nodes/{name}/clear": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends its quarantine and forgets its losses. */
        post: operations["ClearNode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/nodes/{name}/confirm-dead": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Notes that nothing of a node that is down runs any more, as you made sure on the spot. */
        post: operations["ConfirmNodeDead"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All members' records in the database, for a node that does not reach it. */
        get: operations["MemberRecords"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/members/renewals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Writes the asking node's own record, for a node that does not reach the database. */
        post: operations["RelayRenewal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/members/agreements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Whether this node agrees that the asking one goes on without the database. */
        post: operations["Agree"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The groups, with their resources. */
        get: operations["ListGroups"];
        put?: never;
        /** Makes a group; it is wanted offline at first. */
        post: operations["CreateGroup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One group, or one instance of a parallel group. */
        get: operations["ShowGroup"];
        put?: never;
        post?: never;
        /** Deletes a group that is offline and has no resources. */
        delete: operations["DeleteGroup"];
        options?: never;
        head?: never;
        /** Changes settings. */
        patch: operations["UpdateGroup"];
        trace?: never;
    };
    "/api/v1/groups/{name}/online": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Wants the group online. */
        post: operations["OnlineGroup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups/{name}/offline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Wants the group offline. */
        post: operations["OfflineGroup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups/{name}/lock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes no action on it from now on; its health is still shown. */
        post: operations["LockGroup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups/{name}/unlock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends the lock. */
        post: operations["UnlockGroup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups/{name}/clear": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Forgets its failovers, and clears its resources where they run. */
        post: operations["ClearGroup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups/{name}/move": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks the coordinator to move the group, or one instance, once. */
        post: operations["MoveGroup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/resources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The resources. */
        get: operations["ListResources"];
        put?: never;
        /** Makes a resource of a registered type in a group. */
        post: operations["CreateResource"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/resources/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One resource; of a parallel group also as it is in one instance. */
        get: operations["ShowResource"];
        put?: never;
        post?: never;
        /** Deletes it; its DLL need not be there. */
        delete: operations["DeleteResource"];
        options?: never;
        head?: never;
        /** Changes properties, dependencies or policy. */
        patch: operations["UpdateResource"];
        trace?: never;
    };
    "/api/v1/resources/{name}/online": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Wants it online, with what it depends on. */
        post: operations["OnlineResource"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/resources/{name}/offline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Wants it offline. */
        post: operations["OfflineResource"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/resources/{name}/lock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes no action on it from now on; its health is still shown. */
        post: operations["LockResource"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/resources/{name}/unlock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends the lock. */
        post: operations["UnlockResource"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/resources/{name}/polls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Its newest health polls, as its monitor on the owner tells them. */
        get: operations["ResourcePolls"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/resources/{name}/processes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Its monitor, guard and processes on the owner: how long they run, and their memory. */
        get: operations["ResourceProcesses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/resources/{name}/fail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Treats it as failed now, for tests and drills. */
        post: operations["FailResource"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/resources/{name}/clear": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Forgets its failures and, if it is Failed, tries again; in every instance. */
        post: operations["ClearResource"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/resources/{name}/control/{control}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Calls one of its type's controls with any JSON value. */
        post: operations["ControlResource"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The registered resource types. */
        get: operations["ListTypes"];
        put?: never;
        /** Registers the types of a package: by its path on the node's machine, or sent along as a zip. */
        post: operations["RegisterType"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/types/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One resource type. */
        get: operations["ShowType"];
        put?: never;
        post?: never;
        /** Removes the registration; refused while resources use it. */
        delete: operations["UnregisterType"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/types/inspect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says which types a package has, and which of them are registered; registers nothing. */
        post: operations["InspectPackage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/types/{name}/upgrade": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replaces the type's package; resources are not interrupted. */
        post: operations["UpgradeType"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/packages/{hash}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The package as a zip, from this node's own store. */
        get: operations["DownloadPackage"];
        /** Puts a package into this node's own store, if its content has this hash. */
        put: operations["StorePackage"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest events that fit, oldest first. */
        get: operations["ListEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Events and changes as they come (server-sent events). */
        get: operations["StreamEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/configuration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The cluster as a document that, applied to it, changes nothing; defaults are left out. */
        get: operations["ExportConfiguration"];
        /** Makes the cluster what the document says, all of it or nothing. */
        put: operations["ApplyConfiguration"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/configuration/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What the document would change; nothing is changed. */
        post: operations["DiffConfiguration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who may use the cluster from other machines. */
        get: operations["ListPeople"];
        put?: never;
        /** Lets somebody in with a certificate of their own, on every node. */
        post: operations["AddPerson"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Lets somebody in no more, at once and on every node. */
        delete: operations["RemovePerson"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/fence/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What can power nodes off; secrets are masked. */
        get: operations["ListFenceDevices"];
        put?: never;
        /** Adds a device; its agent must be installed on this node, which asks it what it takes. */
        post: operations["AddFenceDevice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/fence/devices/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One device; secrets are masked. */
        get: operations["ShowFenceDevice"];
        put?: never;
        post?: never;
        /** Removes a device; it powers no node off any more. */
        delete: operations["RemoveFenceDevice"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/fence/devices/{name}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks a device, from this node, about itself and each of its nodes; switches nothing. */
        post: operations["TestFenceDevice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/fence/agents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The fence agents that are installed on this node, in their own words. */
        get: operations["ListFenceAgents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/fence/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The last power-off of each node, with what happened before. */
        get: operations["FenceHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/fence/nodes/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Has a node powered off now; the coordinator does it once that is committed. */
        post: operations["FenceNode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The cluster as one plain page. */
        get: operations["StatusPage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/status.css": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the page looks. */
        get: operations["StatusStyle"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Whether a node agrees that another one goes on without the database. */
        AgreementDto: {
            /** @description Whether it does. */
            agrees: boolean;
            /** @description Why not; empty if it agrees. */
            reason: string;
        };
        /** @description A node asks another one to agree that it goes on. */
        AgreementRequest: {
            /**
             * Format: int64
             * @description The epoch in which the asking node goes on.
             */
            askerEpoch: number;
            /**
             * Format: int64
             * @description The epoch in which it knows the node that it asks.
             */
            memberEpoch: number;
        };
        /** @description A token of a node, without what makes it one. */
        ApiTokenDto: {
            /** @description Its name, by which it is deleted and by which events name who uses it. */
            name: string;
            /** @description `Viewer`, `Operator` or `Administrator`. */
            role: string;
            /**
             * Format: date-time
             * @description After that it is worth nothing.
             */
            expiresAt: string;
            /** @description Who had it made. */
            madeBy: string;
        };
        /** @description Body of `POST /api/v1/tokens`. */
        ApiTokenRequest: {
            /** @description Letters, digits, '-', '_' and '.', starting with a letter or digit, at most 63. */
            name: string;
            /** @description `Viewer`, `Operator` or `Administrator`; Viewer if not given. */
            role?: null | string;
            /** @description How long it is good, such as `12h` or `90d`; 30d if not given. */
            lifetime?: null | string;
        };
        /** @description The certificate of the cluster's authority, which is no secret. */
        AuthorityDto: {
            /** @description PEM. */
            certificate: string;
        };
        /** @description The key of the cluster's authority, which only nodes are given. */
        AuthorityKeyDto: {
            /** @description PEM. */
            key: string;
        };
        /** @description Whether a type can run on a node. */
        AvailabilityDto: {
            /** @description Name of the node. */
            node: string;
            /** @description Whether the type can run there. */
            available: boolean;
            /** @description Why not; empty where it is available. */
            reason: string;
        };
        /** @description Who asks. */
        CallerDto: {
            /** @description As events name them. */
            who: string;
            /** @description `Viewer`, `Operator` or `Administrator`. */
            role: string;
        };
        /** @description A node as it was considered for a group. */
        CandidateDto: {
            /** @description The node. */
            node: string;
            /** @description Whether it could own the group now. */
            canOwn: boolean;
            /** @description Whether it does. */
            isOwner: boolean;
            /** @description Why it is the owner, would be, or is not. */
            why: string;
        };
        /** @description A machine asks for a certificate after its own. */
        CertificateRenewalRequest: {
            /** @description Its request, PEM. */
            signingRequest: string;
        };
        /**
         * @description The settings of the whole cluster: `GET /api/v1/cluster`. Durations are written `250ms`,
         *                 `10s`, `5min`, `1h`.
         */
        ClusterDto: {
            /** @description The cluster's name. */
            name: string;
            /** @description Given once, when the cluster's database was made. */
            id: string;
            /** @description The lease profile: `fast`, `standard`, `patient` or `wide`. */
            profile: string;
            /** @description Maintenance: no action is taken on any group; health is still shown. */
            locked: boolean;
            /**
             * Format: int32
             * @description How many events are kept.
             */
            eventsKept: number;
            /**
             * Format: int32
             * @description How many decisions are kept for replay.
             */
            decisionsKept: number;
            /**
             * @description `Preferred`, `Balanced` or `Packed`: how nodes are ranked after preferred
             *             owners.
             */
            placementPolicy: string;
            /** @description A group stays offline rather than share a node with one of its anti-affinity class. */
            enforcedAntiAffinity: boolean;
            /** @description How long a group waits for its most preferred owner after the cluster was formed anew. */
            groupWaitDelay: string;
            /** @description After the cluster was formed anew groups stay offline until somebody brings them online. */
            ignorePersistentStateOnStartup: boolean;
            /** @description After so long a wait for another group it is said as a hindrance. */
            groupDependencyTimeout: string;
            /**
             * Format: int32
             * @description Losses of a node within the period that put it in quarantine; 0 for never.
             */
            quarantineThreshold: number;
            /** @description The period of the threshold. */
            quarantinePeriod: string;
            /** @description How long a node in quarantine is given nothing, unless nothing else can own a group. */
            quarantineDuration: string;
            /**
             * Format: date-time
             * @description When the cluster was last formed anew, null if that is not known.
             */
            formedAt: null | string;
            /**
             * Format: int64
             * @description Revision of these settings, for `?revision=`.
             */
            revision: number;
        };
        /** @description The whole cluster at one revision: `GET /api/v1/cluster/status`. */
        ClusterStatusDto: {
            /** @description The cluster's name. */
            name: string;
            /** @description Given once, when the cluster's database was made. */
            id: string;
            /** @description The lease profile: `fast`, `standard`, `patient` or `wide`. */
            profile: string;
            /** @description Maintenance: no action is taken on any group; health is still shown. */
            locked: boolean;
            /**
             * Format: int64
             * @description Revision of the database that this answer was made from.
             */
            revision: number;
            /** @description The node that answered. */
            answeredBy: string;
            /** @description The node that coordinates, null before the first has been elected. */
            coordinator: null | string;
            /**
             * Format: int64
             * @description The coordinator's term; rises with each change.
             */
            term: number;
            /** @description How the cluster database is. */
            database: components["schemas"]["DatabaseDto"];
            /** @description Every node, in order of its id. */
            nodes: components["schemas"]["NodeDto"][];
            /** @description Every group, with its resources. */
            groups: components["schemas"]["GroupDto"][];
            /** @description Every registered resource type. */
            types: components["schemas"]["TypeDto"][];
        };
        /** @description What a document would change, or has changed. */
        ConfigurationChangesDto: {
            /**
             * Format: int64
             * @description The revision of the cluster that it was compared with; give it back to apply exactly this.
             */
            revision: number;
            /** @description Every difference, in the order of the paths; empty if there is none. */
            differences: components["schemas"]["DifferenceDto"][];
        };
        /** @description Body of `POST /api/v1/nodes/{name}/confirm-dead`. */
        ConfirmDeadRequest: {
            /**
             * Format: int64
             * @description The node's epoch as it was shown when you made sure that nothing of it runs.
             */
            epoch: number;
        };
        /** @description What a control call answered. */
        ControlDto: {
            /** @description The resource that was called. */
            resource: string;
            /** @description The control that was called. */
            control: string;
            output: null | components["schemas"]["JsonElement"];
        };
        /** @description Body of `POST /api/v1/groups`; members left out have their default. */
        CreateGroupRequest: {
            /** @description Letters, digits, '-', '_' and '.', starting with a letter or digit, at most 63. */
            name: string;
            /** @description Words for people. */
            description?: null | string;
            /** @description Nodes in order of preference. */
            preferredOwners?: null | string[];
            /** @description The only nodes that may own it; empty means every node. */
            possibleOwners?: null | string[];
            /**
             * @description Failovers allowed within the period: a number, or `default` for the number of nodes less
             *                 one.
             */
            failoverThreshold?: null | string;
            /** @description A duration such as `6h`. */
            failoverPeriod?: null | string;
            /** @description Whether it goes back to its most preferred owner when that is up again. */
            autoFailback?: null | boolean;
            /** @description The hours in which it may go back, such as `22-6`, or `any`. */
            failbackWindow?: null | string;
            /**
             * Format: int32
             * @description 3000 high, 2000 medium, 1000 low, 0 not started by itself.
             */
            priority?: null | number;
            /** @description Class names; groups that share one avoid each other's nodes. */
            antiAffinity?: null | string[];
            /** @description Class names; groups that share one are placed on the same node where that is possible. */
            affinity?: null | string[];
            /** @description Groups that must be online before this one is started, all anew. */
            dependsOn?: null | components["schemas"]["GroupDependencyRequest"][];
            /** @description How long its owner waits before it starts the group, at most `30min`. */
            groupStartDelay?: null | string;
            /** @description Quantities that a node must have free to own it, by name; null removes one. */
            needs?: null | {
                [key: string]: null | number;
            };
            /**
             * @description Conditions on node attributes that an owner must meet: `a=v`, `a!=v`, `a`,
             *                 `!a`.
             */
            requires?: null | string[];
            /** @description Conditions on node attributes; who meets more of them comes first. */
            prefers?: null | string[];
            /** @description `Block` or `FenceNode`: what is done when it cannot be stopped. */
            onStopFailure?: null | string;
            /**
             * @description How many instances of a parallel group run at the same time: a number up to 1000, `every-node`,
             *                 or `none` for an ordinary group.
             */
            instanceCount?: null | string;
            /**
             * Format: int32
             * @description How many instances of a parallel group one node may own, 1 to 100.
             */
            instancesPerNode?: null | number;
            /**
             * Format: int32
             * @description How many instances are promoted; 0 if the group has no roles.
             */
            promoted?: null | number;
        };
        /** @description Body of `POST /api/v1/resources`; members left out have their default. */
        CreateResourceRequest: {
            /**
             * @description Unique in the cluster: letters, digits, '-', '_' and '.', starting with a letter or digit, at most
             *                 63.
             */
            name: string;
            /** @description Name of its group, which must exist. */
            group: string;
            /** @description Registered name of the resource type. */
            type: string;
            /** @description Words for people. */
            description?: null | string;
            /** @description The type's own properties by name. */
            properties?: null | Record<string, never>;
            /** @description An AND of ORs: online needs one resource of each inner list to be online. */
            dependsOn?: null | string[][];
            /** @description False keeps it offline while its group is online. */
            wantedOnline?: null | boolean;
            policy?: null | components["schemas"]["PolicyRequest"];
        };
        /** @description The cluster database as it was last seen, within 30 s. */
        DatabaseDto: {
            /** @description `Sqlite`, `Etcd` or `Memory`. */
            engine: string;
            /**
             * Format: int32
             * @description How many members there are; 0 where the database is a file.
             */
            members: number;
            /**
             * Format: int32
             * @description How many of them answered.
             */
            answering: number;
            /** @description The member that leads, by name or address; empty if there is none or it is not known. */
            leader: string;
            /**
             * Format: int64
             * @description Bytes of the largest database file among the members.
             */
            bytes: number;
            /** @description The lowest version among the members that answer; empty where it is not known. */
            version: string;
            /** @description What etcd itself raises, such as `NOSPACE`. */
            alarms: string[];
            /** @description What somebody should do something about, with the remedy. */
            warnings: string[];
        };
        /** @description One difference. */
        DifferenceDto: {
            /** @description Where it is, such as `groups.web.resources.nginx.policy.restartThreshold`. */
            path: string;
            before: null | components["schemas"]["JsonElement"];
            after: null | components["schemas"]["JsonElement"];
        };
        /** @description One thing that happened, with its cause. */
        EventDto: {
            /** @description Ids rise with time. */
            id: string;
            /**
             * Format: date-time
             * @description Wall-clock time on the node that wrote it.
             */
            at: string;
            /** @description The node that wrote it. */
            node: string;
            /** @description Stable name, e.g. `MonitorDied`. */
            kind: string;
            /** @description `info`, `warning` or `error`. */
            level: string;
            /** @description The group it is about, null if it is about none. */
            group: null | string;
            /** @description The resource it is about, null if it is about none. */
            resource: null | string;
            /** @description Registered name of the resource type it is about, null if it is about none. */
            type: null | string;
            /** @description A whole sentence. */
            message: string;
            /** @description Id of the event that caused this one. */
            cause: null | string;
            /**
             * Format: int64
             * @description Revision of the database at which it was written.
             */
            revision: number;
        };
        /** @description A page of events, oldest first. */
        EventListDto: {
            /**
             * Format: int64
             * @description Revision that was read; a stream opened with `?after=` this misses nothing.
             */
            revision: number;
            /** @description The newest that were asked for, oldest first. */
            events: components["schemas"]["EventDto"][];
        };
        /** @description Body of `POST /api/v1/resources/{name}/fail`. */
        FailResourceRequest: {
            /** @description Shown in the event. */
            reason?: null | string;
        };
        /** @description One failover because of a resource's failures. */
        FailoverDto: {
            /** @description The node it failed on. */
            from: string;
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description What had failed. */
            reason: string;
        };
        /** @description A fence agent that is installed on the node that was asked. */
        FenceAgentDto: {
            /** @description Its name, as `fence device add --agent` takes it. */
            name: string;
            /** @description What it is for, in its own words. */
            summary: string;
            /** @description The names that it takes. */
            parameters: string[];
            /** @description What it can do. */
            actions: string[];
            /** @description Why it cannot be used; empty if it can. */
            trouble: string;
        };
        /** @description A device that can power nodes off. Durations are written `250ms`, `10s`, `5min`. */
        FenceDeviceDto: {
            /** @description Its name. */
            name: string;
            /** @description Name or path of the fence agent that talks to it. */
            agent: string;
            /** @description What the agent is told; passwords and their like are shown as `(secret)`. */
            parameters: {
                [key: string]: string;
            };
            /** @description The nodes that it can power off, and what each is called on it. */
            hosts: {
                [key: string]: string;
            };
            /** @description The name under which the agent takes that: `plug` or `port`. */
            plugArgument: string;
            /**
             * Format: int32
             * @description 1 to 9; 1 is tried first. All devices of a level must succeed.
             */
            level: number;
            /** @description `Off` or `Reboot`. */
            action: string;
            /** @description How long one action may take, all its tries together. */
            timeout: string;
            /**
             * Format: int32
             * @description How often an action that failed is tried again.
             */
            retries: number;
            /** @description Waited before a node is powered off. */
            delay: string;
            /** @description Up to so much more is waited, by chance. */
            delayRandomMax: string;
            /** @description So much more is waited before these nodes are powered off. */
            nodeDelays: {
                [key: string]: string;
            };
            /** @description Who added it. */
            addedBy: string;
            /**
             * Format: int64
             * @description Changes with every edit; give it as `?revision=` to be refused after others' edits.
             */
            revision: number;
        };
        /**
         * @description Body of `POST /api/v1/fence/devices`. Durations are written `250ms`, `10s`,
         *                 `5min`.
         */
        FenceDeviceRequest: {
            /** @description Letters, digits, '-', '_' and '.', starting with a letter or digit, at most 63. */
            name: string;
            /** @description The fence agent: a name such as `fence_ipmilan`, or an absolute path. */
            agent: string;
            /** @description What the agent is told, by the names of its own metadata. */
            parameters?: null | {
                [key: string]: string;
            };
            /** @description The nodes that it can power off, and what each is called on it. */
            hosts?: null | {
                [key: string]: string;
            };
            /** @description The name under which the agent takes that; its metadata says so if it is not given. */
            plugArgument?: null | string;
            /**
             * Format: int32
             * @description 1 to 9; 1 if not given.
             */
            level?: null | number;
            /** @description `Off`, the default, or `Reboot`. */
            action?: null | string;
            /** @description How long one action may take, all its tries together; 60s if not given. */
            timeout?: null | string;
            /**
             * Format: int32
             * @description How often an action that failed is tried again; 1 if not given.
             */
            retries?: null | number;
            /** @description Waited before a node is powered off. */
            delay?: null | string;
            /** @description Up to so much more is waited, by chance. */
            delayRandomMax?: null | string;
            /** @description So much more is waited before these nodes are powered off. */
            nodeDelays?: null | {
                [key: string]: string;
            };
        };
        /** @description The last power-off of a node, from the intent to its confirmation. */
        FenceDto: {
            /** @description The node that is powered off. */
            node: string;
            /**
             * Format: int64
             * @description The node's epoch that it is about, and no other.
             */
            epoch: number;
            /** @description Tells it from the node's other power-offs. */
            id: string;
            /**
             * @description `Held`, `Intended`, `Running`, `Confirmed`, `Failed` or
             *             `Withdrawn`.
             */
            phase: string;
            /** @description Who wanted it. */
            by: string;
            /** @description Why, in words. */
            reason: string;
            /** @description Which node carries it out, or did last. */
            holder: string;
            /**
             * Format: int32
             * @description The level that was tried last.
             */
            level: number;
            /**
             * Format: int32
             * @description How often it was begun.
             */
            attempts: number;
            /** @description The devices that did it; empty until it is confirmed. */
            devices: string;
            /** @description What came of it last, in words. */
            text: string;
            /**
             * Format: date-time
             * @description When it was first wanted.
             */
            askedAt: string;
            /**
             * Format: date-time
             * @description When it last went on.
             */
            changedAt: string;
            /**
             * Format: date-time
             * @description When one that failed is begun again; null for never.
             */
            nextTryAt: null | string;
            /** @description What happened, oldest first, of this one and of those before it. */
            notes: components["schemas"]["FenceNoteDto"][];
        };
        /** @description Body of `POST /api/v1/fence/nodes/{name}`. */
        FenceNodeRequest: {
            /** @description Also if the cluster database loses its majority by it. */
            force?: null | boolean;
        };
        /** @description Something that happened to a power-off. */
        FenceNoteDto: {
            /**
             * Format: date-time
             * @description By the clock of who wrote it.
             */
            at: string;
            /** @description The node or person. */
            who: string;
            /** @description What happened. */
            text: string;
        };
        /** @description What came of a test of a device: nothing was switched. */
        FenceTestDto: {
            /** @description Its name. */
            device: string;
            /** @description The node that asked the device. */
            askedBy: string;
            /** @description Whether everything answered. */
            works: boolean;
            /** @description What the device itself answered; empty if all is well. */
            trouble: string;
            /** @description The nodes that it can power off. */
            hosts: components["schemas"]["FenceTestHostDto"][];
        };
        /** @description What a device says of one node's power. */
        FenceTestHostDto: {
            /** @description The node. */
            node: string;
            /** @description What it is called on the device. */
            plug: string;
            /** @description `On`, `Off` or `Unknown`. */
            power: string;
            /** @description Why it is unknown; empty if it is not. */
            trouble: string;
        };
        /** @description A resource type that a package holds. */
        FoundTypeDto: {
            /** @description The name under which it is, or would be, registered. */
            name: string;
            /** @description The name for people. */
            displayName: string;
            /** @description What it runs. */
            description: string;
            /** @description The version that is registered under this name, null if none is. */
            registeredVersion: null | string;
            /** @description Whether that registration is of this very package. */
            samePackage: boolean;
        };
        /** @description A group that must be online before another one is started. */
        GroupDependencyDto: {
            /** @description The group that is needed. */
            group: string;
            /** @description `Anywhere`, `Local` or `Elsewhere`: where it must be online. */
            scope: string;
        };
        /** @description A group that must be online first. */
        GroupDependencyRequest: {
            /** @description Name of the group. */
            group: string;
            /** @description `Anywhere` (if left out), `Local` or `Elsewhere`: where it must be online. */
            scope?: null | string;
        };
        /** @description A group of resources that fail over together: what is wanted of it beside how it is. */
        GroupDto: {
            /** @description Unique in the cluster. */
            name: string;
            /** @description Words for people. */
            description: string;
            /** @description `Online` or `Offline`: what people asked for. */
            wanted: string;
            /** @description `Online`, `PartialOnline`, `Pending`, `Offline` or `Failed`. */
            state: string;
            /** @description The node that owns it, null while none does; a parallel group has one for each instance. */
            owner: null | string;
            /**
             * Format: int64
             * @description The fencing token: rises with every assignment; that of a parallel group's instances is
             *                 theirs.
             */
            generation: number;
            /**
             * Format: date-time
             * @description Time of the last change of state, null before the first.
             */
            since: null | string;
            /** @description Why it is where and how it is, in words. */
            reason: string;
            /** @description Why something that should be done is not; empty if nothing hinders it. */
            hindrance: string;
            /** @description Maintenance: no action is taken on it; its health is still shown. */
            locked: boolean;
            /** @description It is wanted online and kept offline until somebody asks for it again. */
            held: boolean;
            /** @description The node it is being moved to, null if it is not. */
            movingTo: null | string;
            /** @description Nodes in order of preference. */
            preferredOwners: string[];
            /** @description The only nodes that may own it; empty means every node. */
            possibleOwners: string[];
            /**
             * Format: int32
             * @description Failovers allowed within string GroupDto.FailoverPeriod; null means the number of nodes less
             *                 one.
             */
            failoverThreshold: null | number;
            /** @description A duration such as `6h`. */
            failoverPeriod: string;
            /** @description Whether it goes back to its most preferred owner when that is up again. */
            autoFailback: boolean;
            /** @description The hours in which it may go back, such as `22-6`, or `any`. */
            failbackWindow: string;
            /**
             * Format: int32
             * @description 3000 high, 2000 medium, 1000 low, 0 not started by itself.
             */
            priority: number;
            /** @description Class names; groups that share one avoid each other's nodes. */
            antiAffinity: string[];
            /** @description Class names; groups that share one are placed on the same node where that is possible. */
            affinity: string[];
            /** @description Groups that must be online before this one is started. */
            dependsOn: components["schemas"]["GroupDependencyDto"][];
            /** @description How long its owner waits before it starts the group. */
            groupStartDelay: string;
            /** @description Quantities that a node must have free to own it, by name. */
            needs: {
                [key: string]: number;
            };
            /** @description Conditions on node attributes that an owner must meet. */
            requires: string[];
            /** @description Conditions on node attributes; who meets more of them comes first. */
            prefers: string[];
            /** @description `Block` or `FenceNode`: what is done when it cannot be stopped. */
            onStopFailure: string;
            /**
             * @description `none` for an ordinary group; for a parallel one how many instances run at the same time: a
             *             number, or `every-node`.
             */
            instanceCount: string;
            /**
             * Format: int32
             * @description How many instances of a parallel group one node may own.
             */
            instancesPerNode: number;
            /**
             * Format: int32
             * @description How many instances are promoted; 0 if the group has no roles.
             */
            promoted: number;
            /**
             * @description The instances of a parallel group; of an ordinary one those that are left from when it was
             *                 parallel.
             */
            instances: components["schemas"]["GroupInstanceDto"][];
            /** @description The failovers that count against the threshold, oldest first. */
            failovers: components["schemas"]["FailoverDto"][];
            /** @description Id of the last move taken up or refused; empty if there was none. */
            lastMoveId: string;
            /** @description Why the last move was refused; empty if it was taken up. */
            lastMoveRefusal: string;
            guard: null | components["schemas"]["GuardDto"];
            /** @description The resource types in use in it, with their DLLs. */
            types: components["schemas"]["TypeNameDto"][];
            /** @description Its resources, by name. */
            resources: components["schemas"]["ResourceDto"][];
            /**
             * Format: int64
             * @description Revision of what is wanted of it, for `?revision=`.
             */
            revision: number;
        };
        /** @description Why a group is where and how it is: one explanation for each of its instances. */
        GroupExplanationDto: {
            /** @description The group, or the instance that was asked for. */
            group: string;
            /** @description One; for a parallel group one for each instance. */
            instances: components["schemas"]["InstanceExplanationDto"][];
            /** @description The last events about it with their causes, newest first. */
            lastDecisions: components["schemas"]["EventDto"][];
        };
        /** @description One of the instances of a parallel group: how it is. */
        GroupInstanceDto: {
            /** @description The group's name with a suffix: `web:0`, or `web:n1` for one on every node. */
            name: string;
            /** @description `Online`, `PartialOnline`, `Pending`, `Offline` or `Failed`. */
            state: string;
            /** @description The node that owns it, null while none does. */
            owner: null | string;
            /**
             * Format: int64
             * @description The fencing token: rises with every assignment.
             */
            generation: number;
            /** @description `Promoted` or `Unpromoted`, as its owner says; null in a group without roles. */
            role: null | string;
            /** @description The role that it is to have; null in a group without roles. */
            wantedRole: null | string;
            /** @description False for one that is on its way out, because the group is to have fewer. */
            wanted: boolean;
            /**
             * Format: date-time
             * @description Time of the last change of state, null before the first.
             */
            since: null | string;
            /** @description Why it is where and how it is, in words. */
            reason: string;
            /** @description Why something that should be done is not; empty if nothing hinders it. */
            hindrance: string;
            /** @description The node it is being moved to, null if it is not. */
            movingTo: null | string;
            /** @description The failovers that count against the threshold, oldest first. */
            failovers: components["schemas"]["FailoverDto"][];
            /** @description Id of the last move taken up or refused; empty if there was none. */
            lastMoveId: string;
            /** @description Why the last move was refused; empty if it was taken up. */
            lastMoveRefusal: string;
            guard: null | components["schemas"]["GuardDto"];
            /** @description Its resources, named as in `r:0`. */
            resources: components["schemas"]["ResourceDto"][];
        };
        /** @description A group as seen from a node. */
        GroupOnNodeDto: {
            /** @description The group, or the instance of a parallel one. */
            group: string;
            /** @description Whether the node owns it. */
            isOwner: boolean;
            /** @description Why it does, or does not. */
            why: string;
        };
        /** @description The guard of a group. */
        GuardDto: {
            /**
             * Format: int32
             * @description Process id on the owner's machine.
             */
            pid: number;
        };
        /** @description Why an instance of a group is where and how it is. */
        InstanceExplanationDto: {
            /** @description The group, or the instance of a parallel one. */
            name: string;
            /** @description Its owner; null if it has none. */
            owner: null | string;
            /** @description Where it is, how it is and why, in sentences. */
            summary: string[];
            /** @description Every node, best first: what was considered, and why it lost. */
            candidates: components["schemas"]["CandidateDto"][];
            /** @description What is waited for before anything more is done with it. */
            waitsFor: components["schemas"]["WaitingDto"][];
            /** @description What the coordinator does with it as things are now; empty for nothing. */
            next: string;
        };
        /** @description What a machine that may join is told. */
        JoinDto: {
            /** @description Tells this cluster from every other. */
            clusterId: string;
            /** @description The cluster's name. */
            cluster: string;
            /** @description The machine's certificate, PEM. */
            certificate: string;
            /** @description Address of the cluster database. */
            database: string;
            /** @description Identity of the member that was added for it; empty where the etcd is somebody else's. */
            memberId: string;
            /** @description The members it starts its own with: `name=https://HOST:2380,…`. */
            members: string;
            /** @description Time between the leader's signs of life. */
            heartbeat: string;
            /** @description Silence after which another leader is elected. */
            election: string;
        };
        /** @description A machine asks to join. */
        JoinRequest: {
            /** @description The token's id. */
            tokenId: string;
            /** @description The token's secret. */
            secret: string;
            /** @description `node` or `witness`. */
            role: string;
            /** @description The machine's name. */
            node: string;
            /** @description Name or IP address by which the others reach it. */
            address: string;
            /**
             * Format: int32
             * @description Port on which it answers other machines.
             */
            port: number;
            /**
             * Format: int32
             * @description Port of its member of the database for clients.
             */
            clientPort: number;
            /**
             * Format: int32
             * @description Port of its member for the other members.
             */
            peerPort: number;
            /** @description Its request for a certificate, PEM. */
            signingRequest: string;
        };
        /** @description A token that lets one machine join once. */
        JoinTokenDto: {
            /** @description The token. It is shown now and never again. */
            token: string;
            /** @description `node` or `witness`: what may join with it. */
            role: string;
            /** @description The only name that may join with it; empty for any. */
            node: string;
            /**
             * Format: date-time
             * @description After that it is worth nothing.
             */
            expiresAt: string;
            /** @description What to run on the machine that is to join. */
            command: string;
        };
        /** @description Asks for a token that lets one machine join. */
        JoinTokenRequest: {
            /** @description `node` or `witness`. */
            role?: null | string;
            /** @description The only name that may join with it. */
            node?: null | string;
            /** @description How long it is good, from 1min to 24h; 15min if not given. */
            lifetime?: null | string;
        };
        JsonElement: unknown;
        /** @description A machine's certificate. */
        MachineCertificateDto: {
            /** @description PEM. */
            certificate: string;
        };
        /** @description A token that was made. */
        MadeApiTokenDto: {
            /** @description The token itself, told only now; sent as `Authorization: Bearer …`. */
            token: string;
            /** @description What is kept of it. */
            made: components["schemas"]["ApiTokenDto"];
        };
        /** @description A member's record as it is stored. */
        MemberRecordDto: {
            /** @description Whose it is. */
            node: string;
            /**
             * Format: int64
             * @description The revision that it was written as.
             */
            revision: number;
            /** @description The record, as it is stored. */
            record: string;
        };
        /** @description All members' records as they are in the database. */
        MemberRecordsDto: {
            /**
             * Format: int64
             * @description The revision of the database that was read.
             */
            revision: number;
            /** @description The records, by node. */
            members: components["schemas"]["MemberRecordDto"][];
        };
        /** @description How a resource's monitor is; apart from the state of the resource. */
        MonitorDto: {
            /** @description `None`, `Starting`, `Running` or `Restarting`. */
            state: string;
            /**
             * Format: int32
             * @description Process id on the owner's machine, null while it has none.
             */
            pid: null | number;
            /** @description Name of the monitor on its node, null while there is none. */
            id: null | string;
        };
        /** @description The answer to a move: the wish was stored, the coordinator takes it up. */
        MoveDto: {
            /** @description Shows up as the group's `lastMoveId` once it was taken up or refused. */
            id: string;
            /** @description The group that is to move. */
            group: string;
            /** @description Null lets the coordinator choose. */
            target: null | string;
        };
        /** @description Body of `POST /api/v1/groups/{name}/move`. */
        MoveGroupRequest: {
            /** @description The node to move to; left out, the coordinator chooses the best other one. */
            target?: null | string;
        };
        /** @description A node: what is wanted of it beside how it is. */
        NodeDto: {
            /** @description Unique in the cluster. */
            name: string;
            /**
             * Format: int32
             * @description The order in which nodes were added, from 1.
             */
            id: number;
            /** @description `Active`, `Paused` or `Drained`: what people asked for. */
            wanted: string;
            /**
             * @description `Up`, `Down`, `Paused` (up, given nothing new), `Quarantined` (up, given nothing
             *             that another node can own), `Joining` or `Detached` (its service was stopped in good order; its
             *             resources go on).
             */
            state: string;
            /** @description Why it is in this state, in words. */
            reason: string;
            /** @description Maintenance: no action is taken on what it owns; health is still shown. */
            locked: boolean;
            /**
             * Format: date-time
             * @description Until when it is in quarantine, null if it is not.
             */
            quarantinedUntil: null | string;
            /** @description When it was lost within the quarantine period, oldest first. */
            losses: string[];
            /** @description Why it is not fit to run anything, as its resources say; empty if they do not. */
            unfit: string;
            /** @description What placement rules of groups ask for, by name. */
            attributes: {
                [key: string]: string;
            };
            /** @description Quantities that its groups share, by name; others are not limited. */
            offers: {
                [key: string]: number;
            };
            /** @description How much its groups need of each quantity, by name. */
            used: {
                [key: string]: number;
            };
            /** @description Resumed with failback: what was drained from it comes back. */
            failbackAsked: boolean;
            /** @description Whether it decides which node owns which group. */
            isCoordinator: boolean;
            /**
             * Format: int64
             * @description Rises with every join; 0 if it never joined.
             */
            epoch: number;
            /**
             * Format: int64
             * @description The epoch of which somebody confirmed that nothing of it runs any more, null if nobody
             *                 did.
             */
            confirmedDead: null | number;
            /**
             * Format: double
             * @description How long it may go on running resources if it cannot renew from now on, in ms, as the node that
             *                 answers sees it: it may be less, never more. 0 if it ended, null if it never joined.
             */
            authorityLeftMs: null | number;
            /** @description Version of its cluster service. */
            version: string;
            /** @description Words for people. */
            description: string;
            /** @description What ends this node's resources when it goes silent. */
            protections: string[];
            /** @description Path of the Unix socket of its API. */
            apiSocket: string;
            /** @description Address of its API on TCP, empty if that is switched off. */
            apiUrl: string;
            /** @description Address at which it answers other machines, empty on a cluster of one machine. */
            peerUrl: string;
            /** @description Groups it owns; of a parallel group its instances, such as `web:0`. */
            groups: string[];
            /** @description SHA-256 of the packages it holds, verified. */
            packages: string[];
            /** @description Why a registered type cannot run here, by type name; a type that is not in it can. */
            unavailableTypes: {
                [key: string]: string;
            };
            /** @description Its processes: service, monitors, guards, resources. */
            processes: components["schemas"]["ProcessDto"][];
            /**
             * Format: int64
             * @description Revision of what is wanted of it, for `?revision=`.
             */
            revision: number;
        };
        /** @description Why a node is as it is. */
        NodeExplanationDto: {
            /** @description The node. */
            node: string;
            /** @description How it is and why, in sentences. */
            summary: string[];
            /** @description Every group, and why it is on the node or is not. */
            groups: components["schemas"]["GroupOnNodeDto"][];
            /** @description What is waited for. */
            waitsFor: components["schemas"]["WaitingDto"][];
        };
        /** @description How busy the machine of a node is at this moment. */
        NodeLoadDto: {
            /** @description The node. */
            node: string;
            /**
             * Format: double
             * @description Processes that ran or waited to run, on average over the last minute.
             */
            loadAverage: number;
            /**
             * Format: int32
             * @description Processors that there are.
             */
            processors: number;
            /**
             * Format: int64
             * @description The machine's memory, in bytes.
             */
            memoryBytes: number;
            /**
             * Format: int64
             * @description How much of it could not be given to a new process, in bytes.
             */
            memoryUsedBytes: number;
        };
        /** @description Where the web page can be opened once at another node. */
        NodePageLinkDto: {
            /** @description Name of the node. */
            node: string;
            /** @description Address with a code that works once. */
            url: string;
            /**
             * Format: date-time
             * @description After that the code is worth nothing.
             */
            expiresAt: string;
        };
        /** @description What a package holds, read before anything is registered. */
        PackageDto: {
            /** @description SHA-256 of the package, lower-case hexadecimal. */
            packageHash: string;
            /** @description File name of the resource DLL. */
            dll: string;
            /** @description Version of the DLL, as its assembly says. */
            version: string;
            /** @description The types in the DLL. */
            types: components["schemas"]["FoundTypeDto"][];
        };
        /** @description Where the web page can be opened once. */
        PageLinkDto: {
            /** @description Address with a code that works once. */
            url: string;
            /**
             * Format: date-time
             * @description After that the code is worth nothing.
             */
            expiresAt: string;
        };
        /** @description Body of `POST /api/v1/nodes/{name}/pause`. */
        PauseNodeRequest: {
            /** @description Also move its groups away. */
            drain?: null | boolean;
        };
        /** @description Somebody who may use the cluster from another machine, by a certificate of their own. */
        PersonDto: {
            /** @description Their name, as events tell it. */
            name: string;
            /** @description `Viewer`, `Operator` or `Administrator`. */
            role: string;
            /** @description SHA-256 of their certificate, hexadecimal. */
            certificateHash: string;
            /**
             * Format: date-time
             * @description When the certificate ends.
             */
            expiresAt: string;
            /** @description Who let them in. */
            addedBy: string;
            /**
             * Format: int64
             * @description Changes with every edit; give it as `?revision=` to be refused after others' edits.
             */
            revision: number;
        };
        /** @description Body of `POST /api/v1/people`. */
        PersonRequest: {
            /** @description Letters, digits, '-', '_' and '.', starting with a letter or digit, at most 63. */
            name: string;
            /** @description `Viewer`, `Operator` or `Administrator`; Viewer if not given. */
            role?: null | string;
            /**
             * @description Their certificate, as PEM, without its key. Who signed it is of no matter: exactly this one is let
             *                 in.
             */
            certificate: string;
        };
        /** @description A group before and after. */
        PlacedGroupDto: {
            /** @description The group, or the instance of a parallel one. */
            group: string;
            /** @description Its owner now; null if it has none. */
            before: null | string;
            /** @description Its owner then; null if it has none. */
            after: null | string;
            /** @description Why it has no owner, or why something that should be done is not; empty if nothing. */
            hindrance: string;
        };
        /** @description What would happen. */
        PlanDto: {
            /** @description Whether it came to rest within the time that was played, 15 minutes. */
            settled: boolean;
            /** @description What would happen, in order. */
            steps: components["schemas"]["PlanStepDto"][];
            /** @description Where each group would be in the end. */
            groups: components["schemas"]["PlacedGroupDto"][];
        };
        /** @description One thing that would happen. */
        PlanStepDto: {
            /**
             * Format: double
             * @description Milliseconds after the change, if every call took no time.
             */
            afterMs: number;
            /** @description The node that does it or that it is about; null if none. */
            node: null | string;
            /** @description The kind of event that would tell of it. */
            kind: string;
            /** @description The group; null if it is not about one. */
            group: null | string;
            /** @description The resource; null if it is not about one. */
            resource: null | string;
            /** @description A whole sentence, with the reason. */
            message: string;
        };
        /**
         * @description Restart policy, intervals and time-outs. Durations are written `250ms`, `10s`, `5min`,
         *                 `1h`.
         */
        PolicyRequest: {
            /** @description `DontRestart`, `Restart` or `RestartThenFailover`. */
            restartAction?: null | string;
            /** @description When it says that it is degraded: `None`, `LogOnly` or `Recover`. */
            embeddedFailureAction?: null | string;
            /**
             * Format: int32
             * @description Restarts allowed on a node within the period.
             */
            restartThreshold?: null | number;
            /** @description The period of the threshold. */
            restartPeriod?: null | string;
            /** @description Delay before the second restart in a period, then doubled up to 30 s. */
            restartDelay?: null | string;
            /** @description A duration, or `never`. */
            retryPeriodOnFailure?: null | string;
            /** @description Whether it is kept in a monitor process of its own. */
            separateMonitor?: null | boolean;
            /** @description A duration, or `default` for the type's; so are the next three. */
            looksAlivePollInterval?: null | string;
            /** @description Time between two thorough polls, or `default`. */
            isAlivePollInterval?: null | string;
            /** @description The longest silence of a pending Online or Offline, or `default`. */
            pendingTimeout?: null | string;
            /** @description The longest any other call may take, or `default`. */
            deadlockTimeout?: null | string;
        };
        /** @description One health poll. */
        PollDto: {
            /**
             * Format: date-time
             * @description When it ended.
             */
            at: string;
            /** @description `LooksAlive`, or `IsAlive` also where a LooksAlive that said no was before it. */
            kind: string;
            /** @description `Ok`, `Degraded` or `Failed`. */
            health: string;
            /** @description Why it is not Ok; empty if it is. */
            text: string;
            /**
             * Format: double
             * @description How long it took, in ms.
             */
            tookMs: number;
        };
        /** @description The newest health polls of a resource, at most 60. */
        PollHistoryDto: {
            /**
             * Format: date-time
             * @description From when on its monitor has hosted it; a monitor that died took what it knew along.
             */
            since: string;
            /** @description Oldest first. */
            polls: components["schemas"]["PollDto"][];
        };
        /** @description A process of a node. */
        ProcessDto: {
            /**
             * Format: int32
             * @description Process id on its machine.
             */
            pid: number;
            /** @description `service`, `monitor`, `guard` or `resource`. */
            role: string;
            /** @description The monitor's id, the guard's group, or the resource's name. */
            id: string;
            /** @description Names of the resources it hosts or belongs to. */
            hosts: string[];
        };
        /** @description Who votes in the cluster database, and what one more loss would do. */
        QuorumDto: {
            /** @description The cluster's name. */
            cluster: string;
            /** @description `Sqlite`, `Etcd` or `Memory`. */
            engine: string;
            /** @description Every machine and every member of the database. */
            members: components["schemas"]["QuorumMemberDto"][];
            /**
             * Format: int32
             * @description How many votes there are.
             */
            votes: number;
            /**
             * Format: int32
             * @description How many of them answered.
             */
            votesAnswering: number;
            /**
             * Format: int32
             * @description How many are needed to decide anything.
             */
            votesNeeded: number;
            /** @description Whether enough answered. */
            hasQuorum: boolean;
            /** @description What this means, what one more loss would do, and what to do about it. */
            words: string;
            /** @description What etcd itself raises, such as `NOSPACE`. */
            alarms: string[];
            /** @description What somebody should do something about, with the remedy. */
            warnings: string[];
        };
        /** @description A machine, or a member of the cluster database. */
        QuorumMemberDto: {
            /** @description The machine's name. */
            name: string;
            /**
             * @description `node`, `witness` (runs nothing but its member), or `database` (an etcd that is not
             *             Holdfast's own).
             */
            role: string;
            /** @description Where the other machines reach it. */
            address: string;
            /**
             * @description `Votes`, `Learner` (still catching up, no vote yet), or `None` (no member of the
             *             database).
             */
            vote: string;
            /** @description Whether it leads the others. */
            leader: boolean;
            /** @description Whether its member answered now. */
            answers: boolean;
            /** @description Why it did not answer; empty where it did. */
            trouble: string;
            /** @description Version of its etcd; empty where it is not known. */
            version: string;
            /**
             * Format: int64
             * @description Bytes of its database file.
             */
            bytes: number;
        };
        /**
         * @description Body of `POST /api/v1/types` and `POST /api/v1/types/{name}/upgrade` where nothing is
         *                 uploaded.
         */
        RegisterTypeRequest: {
            /** @description Path of a DLL, a publish folder or a .nupkg on the machine of the node that is asked. */
            path: string;
        };
        /** @description What a registration or an upgrade did. */
        RegistrationDto: {
            /** @description SHA-256 of the package. */
            packageHash: string;
            /** @description File name of the resource DLL. */
            dll: string;
            /** @description Version of the DLL. */
            version: string;
            /** @description The types that were found in the DLL and are now registered. */
            types: components["schemas"]["TypeDto"][];
            /** @description Nodes that hold the package now; the others fetch it as soon as they are up. */
            storedOn: string[];
            /**
             * Format: int32
             * @description How many nodes the cluster has.
             */
            nodes: number;
        };
        /** @description What came of a renewal that a node wrote for another one. */
        RenewalDto: {
            /** @description `committed`, `conflict`, `notDone` or `unknown`. */
            outcome: string;
            /**
             * Format: int64
             * @description The revision that it was committed as; 0 if it was not.
             */
            revision: number;
            /** @description Why not; empty if it was. */
            reason: string;
        };
        /** @description A node asks another one to write its own record for it. */
        RenewalRequest: {
            /** @description The record, as it is stored. */
            record: string;
            /**
             * Format: int64
             * @description The revision that it was made from, and is compared with.
             */
            revision: number;
        };
        /**
         * @description A resource: what is wanted of it beside how it is. Its type's registered name, DLL and hash are always
         *                 there.
         */
        ResourceDto: {
            /** @description Unique in the cluster; in an instance of a parallel group with its suffix, as in `r:0`. */
            name: string;
            /** @description Name of its group, or of the instance that it is in. */
            group: string;
            /** @description Registered name of its resource type. */
            type: string;
            /** @description File name of the type's resource DLL. */
            dll: string;
            /** @description SHA-256 of the type's package. */
            packageHash: string;
            /** @description Words for people. */
            description: string;
            /** @description `Online` or `Offline`: what people asked for, of the resource and of its group. */
            wanted: string;
            /**
             * @description `Offline`, `OnlinePending`, `Online`, `OfflinePending` or `Failed`; in a
             *             parallel group also `PartialOnline`: online in some instances.
             */
            state: string;
            /** @description Maintenance: no action is taken on it; its health is still shown. */
            locked: boolean;
            /** @description The node that owns its group, null while none does. */
            owner: null | string;
            /**
             * Format: date-time
             * @description Time of the last change of state, null before the first.
             */
            since: null | string;
            /** @description Why it is in this state, in words. */
            reason: string;
            /** @description "Ok", or "Degraded: why". */
            health: string;
            /** @description Last progress text the resource reported. */
            statusText: string;
            /** @description Why its node is not fit to run anything, as it says; empty if it does not. */
            nodeUnfit: string;
            /** @description `Promoted` or `Unpromoted` in an instance of a group with roles, else null. */
            role: null | string;
            /**
             * Format: int32
             * @description How willing it is to be promoted, higher is more; null if it must not be.
             */
            promotionScore: null | number;
            /**
             * Format: int32
             * @description Restarts on this node within the current RestartPeriod.
             */
            restarts: number;
            /**
             * Format: date-time
             * @description The next automatic try, null if none is due.
             */
            retryAt: null | string;
            /**
             * Format: date-time
             * @description Isolated in a monitor of its own until then, null if it is not.
             */
            isolatedUntil: null | string;
            /**
             * Format: int64
             * @description Health polls made since it went online.
             */
            polls: number;
            /** @description The process that hosts its DLL. */
            monitor: components["schemas"]["MonitorDto"];
            guard: null | components["schemas"]["GuardDto"];
            /** @description Its own processes. */
            processes: components["schemas"]["ProcessDto"][];
            /** @description An AND of ORs: online needs one resource of each inner list to be online. */
            dependsOn: string[][];
            /** @description The type's own properties, as stored; what is left out has the type's default. */
            properties: components["schemas"]["JsonElement"];
            /** @description Names of properties that were stored and take effect from the next online. */
            fromNextOnline: string[];
            /** @description What is done when it fails, and how it is watched. */
            policy: components["schemas"]["ResourcePolicyDto"];
            /** @description How it is in each instance of a parallel group; empty in an ordinary one. */
            instances: components["schemas"]["ResourceDto"][];
            /**
             * Format: int64
             * @description Revision of what is wanted of it, for `?revision=`.
             */
            revision: number;
        };
        /** @description Why a resource is as it is. */
        ResourceExplanationDto: {
            /** @description The resource, or the instance that was asked for. */
            resource: string;
            /** @description One; in a parallel group one for each instance. */
            instances: components["schemas"]["ResourceReasonsDto"][];
            /** @description The last events about it with their causes, newest first. */
            lastEvents: components["schemas"]["EventDto"][];
        };
        /**
         * @description What is done when a resource fails, and how it is watched. Durations are written `250ms`,
         *                 `10s`, `5min`, `1h`.
         */
        ResourcePolicyDto: {
            /** @description `DontRestart`, `Restart` or `RestartThenFailover`. */
            restartAction: string;
            /** @description When it says that it is degraded: `None`, `LogOnly` or `Recover`. */
            embeddedFailureAction: string;
            /**
             * Format: int32
             * @description Restarts allowed on a node within string ResourcePolicyDto.RestartPeriod.
             */
            restartThreshold: number;
            /** @description The period of the threshold. */
            restartPeriod: string;
            /** @description Delay before the second restart in a period, then doubled up to 30 s; the first has none. */
            restartDelay: string;
            /** @description Wait in Failed before one more try; `never` for none. */
            retryPeriodOnFailure: string;
            /** @description Whether it is kept in a monitor process of its own. */
            separateMonitor: boolean;
            /** @description Time between two cheap polls. */
            looksAlivePollInterval: string;
            /** @description Time between two thorough polls. */
            isAlivePollInterval: string;
            /** @description The longest silence of a pending Online or Offline. */
            pendingTimeout: string;
            /** @description The longest any other call may take. */
            deadlockTimeout: string;
            /** @description Names of the members above whose value is the type's. */
            fromType: string[];
        };
        /** @description The processes that a resource needs on its owner, as they are at this moment. */
        ResourceProcessesDto: {
            /** @description Its monitor, the guard of its group, and its own. */
            processes: components["schemas"]["RunningProcessDto"][];
        };
        /** @description Why an instance of a resource is as it is. */
        ResourceReasonsDto: {
            /** @description The resource as its instance names it. */
            name: string;
            /** @description Its state. */
            state: string;
            /** @description How it is and why, in sentences. */
            summary: string[];
            /** @description What it waits for. */
            waitsFor: components["schemas"]["WaitingDto"][];
        };
        /** @description What became of a restore. */
        RestoreDto: {
            /**
             * Format: int64
             * @description The revision that the backup was taken at.
             */
            revision: number;
            /**
             * Format: date-time
             * @description When it was taken.
             */
            takenAt: string;
            /** @description The groups that there are now. */
            groups: string[];
            /**
             * Format: int32
             * @description How many resources there are now.
             */
            resources: number;
            /** @description The types that are registered now. */
            types: string[];
            /** @description Types whose package no node holds; `type upgrade` brings it. */
            typesWithoutPackage: string[];
            /** @description Nodes of the backup that are not in the cluster; what was said of them was not restored. */
            nodesPassedOver: string[];
        };
        /** @description Body of `POST /api/v1/nodes/{name}/resume`. */
        ResumeNodeRequest: {
            /** @description Also bring back what was drained from it. */
            failback?: null | boolean;
        };
        /** @description A process that runs. */
        RunningProcessDto: {
            /**
             * Format: int32
             * @description Its id on the owner's machine.
             */
            pid: number;
            /** @description `monitor`, `guard` or `resource`. */
            role: string;
            /** @description Name of the monitor, the group or the resource. */
            id: string;
            /**
             * Format: double
             * @description How long it has run, in seconds.
             */
            uptimeSeconds: number;
            /**
             * Format: int64
             * @description Resident memory, in bytes.
             */
            memoryBytes: number;
        };
        /** @description Faults and changes to imagine, all at once. */
        SimulateRequest: {
            /** @description Nodes that lose power. */
            nodeDown?: null | string[];
            /** @description Nodes that come back, with nothing running. */
            nodeUp?: null | string[];
            /** @description Nodes that are paused. */
            pause?: null | string[];
            /** @description Nodes that are paused and drained. */
            drain?: null | string[];
            /** @description Nodes that are resumed. */
            resume?: null | string[];
            /** @description Moves, each `group=node`, or `group` alone for the best other node. */
            move?: null | string[];
            /** @description Groups that are wanted online. */
            online?: null | string[];
            /** @description Groups that are wanted offline. */
            offline?: null | string[];
            apply?: null | components["schemas"]["JsonElement"];
            /** @description Resources that fail where they run and cannot be restarted there. */
            fail?: null | string[];
        };
        /** Format: binary */
        Stream: string;
        /** @description A resource type's registration, as the cluster database holds it. */
        TypeDto: {
            /** @description The registered name. */
            name: string;
            /** @description The name for people. */
            displayName: string;
            /** @description File name of the resource DLL within its package. */
            dll: string;
            /** @description SHA-256 of the package, lower-case hexadecimal. */
            packageHash: string;
            /** @description Version of the DLL, as its assembly says. */
            version: string;
            /** @description Full name of the class that implements the type. */
            entryType: string;
            /** @description What it runs. */
            description: string;
            /** @description True for the types that every node has. */
            builtIn: boolean;
            /** @description JSON Schema of the type's properties. */
            propertySchema: components["schemas"]["JsonElement"];
            /** @description Names of the properties that take effect at once while online. */
            appliedAtOnce: string[];
            /** @description Names of the type's control calls. */
            controls: string[];
            /** @description Time between two cheap polls, unless the resource says otherwise. */
            looksAlivePollInterval: string;
            /** @description Time between two thorough polls, unless the resource says otherwise. */
            isAlivePollInterval: string;
            /** @description The longest silence of a pending Online or Offline. */
            pendingTimeout: string;
            /** @description The longest any other call may take. */
            deadlockTimeout: string;
            /** @description `Process`, `Address` or `Node`. */
            fenceScope: string;
            /** @description Where it can run. */
            availability: components["schemas"]["AvailabilityDto"][];
            /** @description Names of the resources of this type. */
            usedBy: string[];
            /**
             * Format: int64
             * @description Revision of the registration, for `?revision=`.
             */
            revision: number;
        };
        /** @description A resource type's registered name with the DLL behind it. */
        TypeNameDto: {
            /** @description The registered name. */
            name: string;
            /** @description File name of the resource DLL. */
            dll: string;
            /** @description SHA-256 of the package. */
            packageHash: string;
        };
        /**
         * @description Body of `PATCH /api/v1/cluster`; members left out stay as they are. Durations are written
         *                 `250ms`, `10s`, `5min`, `1h`.
         */
        UpdateClusterRequest: {
            /** @description The cluster's name. */
            name?: null | string;
            /**
             * @description The times of the lease protocol: `fast`, `standard`, `patient` or `wide`; every
             *                 node goes over to it while it runs.
             */
            profile?: null | string;
            /**
             * Format: int32
             * @description How many events are kept, 100 to 1,000,000.
             */
            eventsKept?: null | number;
            /**
             * Format: int32
             * @description How many decisions are kept for replay, 1 to 10,000.
             */
            decisionsKept?: null | number;
            /**
             * @description `Preferred`, `Balanced` or `Packed`: how nodes are ranked after preferred
             *             owners.
             */
            placementPolicy?: null | string;
            /** @description A group stays offline rather than share a node with one of its anti-affinity class. */
            enforcedAntiAffinity?: null | boolean;
            /**
             * @description How long a group waits for its most preferred owner after the cluster was formed anew; `0s` for
             *                 not at all.
             */
            groupWaitDelay?: null | string;
            /** @description After the cluster was formed anew groups stay offline until somebody brings them online. */
            ignorePersistentStateOnStartup?: null | boolean;
            /** @description After so long a wait for another group it is said as a hindrance. */
            groupDependencyTimeout?: null | string;
            /**
             * Format: int32
             * @description Losses of a node within the period that put it in quarantine; 0 for never.
             */
            quarantineThreshold?: null | number;
            /** @description The period of the threshold. */
            quarantinePeriod?: null | string;
            /** @description How long a node in quarantine is given nothing. */
            quarantineDuration?: null | string;
        };
        /** @description Body of `PATCH /api/v1/groups/{name}`; members left out stay as they are. */
        UpdateGroupRequest: {
            /** @description Words for people. */
            description?: null | string;
            /** @description Nodes in order of preference. */
            preferredOwners?: null | string[];
            /** @description The only nodes that may own it; empty means every node. */
            possibleOwners?: null | string[];
            /**
             * @description Failovers allowed within the period: a number, or `default` for the number of nodes less
             *                 one.
             */
            failoverThreshold?: null | string;
            /** @description A duration such as `6h`. */
            failoverPeriod?: null | string;
            /** @description Whether it goes back to its most preferred owner when that is up again. */
            autoFailback?: null | boolean;
            /** @description The hours in which it may go back, such as `22-6`, or `any`. */
            failbackWindow?: null | string;
            /**
             * Format: int32
             * @description 3000 high, 2000 medium, 1000 low, 0 not started by itself.
             */
            priority?: null | number;
            /** @description Class names; groups that share one avoid each other's nodes. */
            antiAffinity?: null | string[];
            /** @description Class names; groups that share one are placed on the same node where that is possible. */
            affinity?: null | string[];
            /** @description Groups that must be online before this one is started, all anew. */
            dependsOn?: null | components["schemas"]["GroupDependencyRequest"][];
            /** @description How long its owner waits before it starts the group, at most `30min`. */
            groupStartDelay?: null | string;
            /** @description Quantities that a node must have free to own it, by name; null removes one. */
            needs?: null | {
                [key: string]: null | number;
            };
            /**
             * @description Conditions on node attributes that an owner must meet: `a=v`, `a!=v`, `a`,
             *                 `!a`.
             */
            requires?: null | string[];
            /** @description Conditions on node attributes; who meets more of them comes first. */
            prefers?: null | string[];
            /** @description `Block` or `FenceNode`: what is done when it cannot be stopped. */
            onStopFailure?: null | string;
            /**
             * @description How many instances of a parallel group run at the same time: a number up to 1000, `every-node`,
             *                 or `none` for an ordinary group.
             */
            instanceCount?: null | string;
            /**
             * Format: int32
             * @description How many instances of a parallel group one node may own, 1 to 100.
             */
            instancesPerNode?: null | number;
            /**
             * Format: int32
             * @description How many instances are promoted; 0 if the group has no roles.
             */
            promoted?: null | number;
        };
        /** @description Body of `PATCH /api/v1/nodes/{name}`; members left out stay as they are. */
        UpdateNodeRequest: {
            /** @description Words for people. */
            description?: null | string;
            /** @description Attributes to set, by name; null removes one. */
            attributes?: null | {
                [key: string]: string;
            };
            /** @description Quantities that its groups share, by name; null removes one, which is then not limited. */
            offers?: null | {
                [key: string]: null | number;
            };
        };
        /** @description Body of `PATCH /api/v1/resources/{name}`; members left out stay as they are. */
        UpdateResourceRequest: {
            /** @description Words for people. */
            description?: null | string;
            /** @description Properties to change; a null value goes back to the type's default. */
            properties?: null | Record<string, never>;
            /** @description All dependencies anew, as an AND of ORs. */
            dependsOn?: null | string[][];
            policy?: null | components["schemas"]["PolicyRequest"];
        };
        /** @description What answers: `GET /api/v1/version`. */
        VersionDto: {
            /** @description Version of the node's cluster service. */
            version: string;
            /** @description Name of the node that answered. */
            node: string;
        };
        /** @description Something that is waited for. */
        WaitingDto: {
            /** @description What, in words. */
            for: string;
            /**
             * Format: date-time
             * @description When the wait ends by itself; null if it does not.
             */
            until: null | string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    ClusterStatus: {
        parameters: {
            query?: {
                /** @description Of the groups only this one; may be given more than once. */
                group?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClusterStatusDto"];
                };
            };
        };
    };
    ShowCluster: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClusterDto"];
                };
            };
        };
    };
    UpdateCluster: {
        parameters: {
            query?: {
                /** @description Refuse with HF1012 if the object was changed after this revision. */
                revision?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateClusterRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClusterDto"];
                };
            };
        };
    };
    LockCluster: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClusterDto"];
                };
            };
        };
    };
    UnlockCluster: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClusterDto"];
                };
            };
        };
    };
    Version: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionDto"];
                };
            };
        };
    };
    Quorum: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuorumDto"];
                };
            };
        };
    };
    MakeJoinToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["JoinTokenRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JoinTokenDto"];
                };
            };
        };
    };
    RemoveMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    JoinAuthority: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuthorityDto"];
                };
            };
        };
    };
    Join: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JoinRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JoinDto"];
                };
            };
        };
    };
    AuthorityKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuthorityKeyDto"];
                };
            };
        };
    };
    RenewCertificate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CertificateRenewalRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MachineCertificateDto"];
                };
            };
        };
    };
    Backup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Restore: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-ndjson": components["schemas"]["Stream"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RestoreDto"];
                };
            };
        };
    };
    ExplainGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupExplanationDto"];
                };
            };
        };
    };
    ExplainResource: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResourceExplanationDto"];
                };
            };
        };
    };
    ExplainNode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NodeExplanationDto"];
                };
            };
        };
    };
    Simulate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SimulateRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanDto"];
                };
            };
        };
    };
    SaveState: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    MakePageLink: {
        parameters: {
            query?: {
                /** @description The session's role; the caller's own if not given, and never more. */
                role?: string;
                /** @description When the session that it opens ends at the latest. */
                sessionEnds?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageLinkDto"];
                };
            };
        };
    };
    MakePageLinksElsewhere: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NodePageLinkDto"][];
                };
            };
        };
    };
    Me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallerDto"];
                };
            };
        };
    };
    ListTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiTokenDto"][];
                };
            };
        };
    };
    MakeToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApiTokenRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MadeApiTokenDto"];
                };
            };
        };
    };
    DeleteToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    ListNodes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NodeDto"][];
                };
            };
        };
    };
    ShowNode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NodeDto"];
                };
            };
        };
    };
    EvictNode: {
        parameters: {
            query?: {
                /** @description Refuse with HF1012 if the object was changed after this revision. */
                revision?: number;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    UpdateNode: {
        parameters: {
            query?: {
                /** @description Refuse with HF1012 if the object was changed after this revision. */
                revision?: number;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateNodeRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NodeDto"];
                };
            };
        };
    };
    NodeLoad: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NodeLoadDto"];
                };
            };
        };
    };
    PauseNode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PauseNodeRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NodeDto"];
                };
            };
        };
    };
    ResumeNode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ResumeNodeRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NodeDto"];
                };
            };
        };
    };
    LockNode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NodeDto"];
                };
            };
        };
    };
    UnlockNode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NodeDto"];
                };
            };
        };
    };
    ClearNode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NodeDto"];
                };
            };
        };
    };
    ConfirmNodeDead: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfirmDeadRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NodeDto"];
                };
            };
        };
    };
    MemberRecords: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberRecordsDto"];
                };
            };
        };
    };
    RelayRenewal: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RenewalRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RenewalDto"];
                };
            };
        };
    };
    Agree: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AgreementRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgreementDto"];
                };
            };
        };
    };
    ListGroups: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupDto"][];
                };
            };
        };
    };
    CreateGroup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateGroupRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupDto"];
                };
            };
        };
    };
    ShowGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupDto"];
                };
            };
        };
    };
    DeleteGroup: {
        parameters: {
            query?: {
                /** @description Refuse with HF1012 if the object was changed after this revision. */
                revision?: number;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    UpdateGroup: {
        parameters: {
            query?: {
                /** @description Refuse with HF1012 if the object was changed after this revision. */
                revision?: number;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateGroupRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupDto"];
                };
            };
        };
    };
    OnlineGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupDto"];
                };
            };
        };
    };
    OfflineGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupDto"];
                };
            };
        };
    };
    LockGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupDto"];
                };
            };
        };
    };
    UnlockGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupDto"];
                };
            };
        };
    };
    ClearGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupDto"];
                };
            };
        };
    };
    MoveGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["MoveGroupRequest"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MoveDto"];
                };
            };
        };
    };
    ListResources: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResourceDto"][];
                };
            };
        };
    };
    CreateResource: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateResourceRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResourceDto"];
                };
            };
        };
    };
    ShowResource: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResourceDto"];
                };
            };
        };
    };
    DeleteResource: {
        parameters: {
            query?: {
                /** @description Refuse with HF1012 if the object was changed after this revision. */
                revision?: number;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    UpdateResource: {
        parameters: {
            query?: {
                /** @description Refuse with HF1012 if the object was changed after this revision. */
                revision?: number;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateResourceRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResourceDto"];
                };
            };
        };
    };
    OnlineResource: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResourceDto"];
                };
            };
        };
    };
    OfflineResource: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResourceDto"];
                };
            };
        };
    };
    LockResource: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResourceDto"];
                };
            };
        };
    };
    UnlockResource: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResourceDto"];
                };
            };
        };
    };
    ResourcePolls: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PollHistoryDto"];
                };
            };
        };
    };
    ResourceProcesses: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResourceProcessesDto"];
                };
            };
        };
    };
    FailResource: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["FailResourceRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResourceDto"];
                };
            };
        };
    };
    ClearResource: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResourceDto"];
                };
            };
        };
    };
    ControlResource: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
                control: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["JsonElement"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlDto"];
                };
            };
        };
    };
    ListTypes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TypeDto"][];
                };
            };
        };
    };
    RegisterType: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegisterTypeRequest"];
                "application/zip": components["schemas"]["RegisterTypeRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegistrationDto"];
                };
            };
        };
    };
    ShowType: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TypeDto"];
                };
            };
        };
    };
    UnregisterType: {
        parameters: {
            query?: {
                /** @description Refuse with HF1012 if the object was changed after this revision. */
                revision?: number;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    InspectPackage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegisterTypeRequest"];
                "application/zip": components["schemas"]["RegisterTypeRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PackageDto"];
                };
            };
        };
    };
    UpgradeType: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegisterTypeRequest"];
                "application/zip": components["schemas"]["RegisterTypeRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegistrationDto"];
                };
            };
        };
    };
    DownloadPackage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                hash: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    StorePackage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                hash: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/zip": components["schemas"]["Stream"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    ListEvents: {
        parameters: {
            query?: {
                /** @description Only events with this group. */
                group?: string;
                /** @description Only events with this resource. */
                resource?: string;
                /** @description Only events with this type. */
                type?: string;
                /** @description Only events with this node. */
                node?: string;
                /** @description Only events with this kind. */
                kind?: string;
                /** @description Only events with this level. */
                level?: string;
                /** @description Only events whose group, resource, type or node has this name. */
                about?: string;
                /** @description Only events older than the one with this id. */
                before?: string;
                /** @description At most so many, 200 if not given. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventListDto"];
                };
            };
        };
    };
    StreamEvents: {
        parameters: {
            query?: {
                /** @description Resume after this revision; the header Last-Event-ID does the same. */
                after?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    ExportConfiguration: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JsonElement"];
                };
            };
        };
    };
    ApplyConfiguration: {
        parameters: {
            query?: {
                /** @description Refuse with HF1012 if the object was changed after this revision. */
                revision?: number;
                /** @description Also delete groups and resources that it does not name. */
                prune?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JsonElement"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigurationChangesDto"];
                };
            };
        };
    };
    DiffConfiguration: {
        parameters: {
            query?: {
                /** @description Also delete groups and resources that it does not name. */
                prune?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JsonElement"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigurationChangesDto"];
                };
            };
        };
    };
    ListPeople: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonDto"][];
                };
            };
        };
    };
    AddPerson: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PersonRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonDto"];
                };
            };
        };
    };
    RemovePerson: {
        parameters: {
            query?: {
                /** @description Refuse with HF1012 if the object was changed after this revision. */
                revision?: number;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    ListFenceDevices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FenceDeviceDto"][];
                };
            };
        };
    };
    AddFenceDevice: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FenceDeviceRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FenceDeviceDto"];
                };
            };
        };
    };
    ShowFenceDevice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FenceDeviceDto"];
                };
            };
        };
    };
    RemoveFenceDevice: {
        parameters: {
            query?: {
                /** @description Refuse with HF1012 if the object was changed after this revision. */
                revision?: number;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    TestFenceDevice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FenceTestDto"];
                };
            };
        };
    };
    ListFenceAgents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FenceAgentDto"][];
                };
            };
        };
    };
    FenceHistory: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FenceDto"][];
                };
            };
        };
    };
    FenceNode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["FenceNodeRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FenceDto"];
                };
            };
        };
    };
    StatusPage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    StatusStyle: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
