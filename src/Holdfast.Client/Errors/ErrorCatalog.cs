namespace Holdfast.Client.Errors;

/// <summary>What a code means: one row of docs/errors.md.</summary>
/// <param name="Code">The stable code.</param>
/// <param name="Status">HTTP status it comes with; 0 where only the command line gives it.</param>
/// <param name="Title">Its meaning in short.</param>
/// <param name="WhatToDo">What to do about it.</param>
public sealed record ErrorMeaning(string Code, int Status, string Title, string WhatToDo);

/// <summary>All codes with their meaning; docs/errors.md is written from here.</summary>
public static class ErrorCatalog
{
    private static readonly ErrorMeaning Unknown =
        new(ErrorCodes.Unexpected, 500, "Unexpected error", "See the node's log.");

    private static readonly Dictionary<string, ErrorMeaning> ByCode =
        General().Concat(Nodes()).Concat(Groups()).Concat(Resources()).Concat(Dependencies())
            .Concat(Types()).Concat(Machines()).Concat(Fencing())
            .ToDictionary(each => each.Code, StringComparer.Ordinal);

    /// <summary>All of them, in order of their codes.</summary>
    public static IReadOnlyList<ErrorMeaning> All { get; } =
        [.. ByCode.Values.OrderBy(each => each.Code, StringComparer.Ordinal)];

    /// <summary>The meaning of a code; that of <see cref="ErrorCodes.Unexpected"/> for one that is not known.</summary>
    public static ErrorMeaning Of(string code) => ByCode.GetValueOrDefault(code, Unknown);

    private static ErrorMeaning[] General() =>
    [
        new(ErrorCodes.Unexpected, 500, "Unexpected error",
            "A defect of Holdfast. The node's log holds the details under the time of the request; please report it."),
        new(ErrorCodes.MalformedBody, 400, "The body is not valid JSON",
            "Send one JSON object, at most 32 levels deep; the detail names line and position."),
        new(ErrorCodes.Invalid, 400, "The request was refused by validation",
            "Correct everything listed under `errors`; nothing was changed."),
        new(ErrorCodes.BodyTooLarge, 413, "The body is too large",
            "At most 1 MiB, for packages 256 MiB. Register a larger package by its path on the node's machine."),
        new(ErrorCodes.WrongMediaType, 415, "The content type is not one that is read here",
            "Send `application/json`, or `application/zip` where a package is uploaded."),
        new(ErrorCodes.NotAuthenticated, 401, "No valid credentials",
            "On TCP send `Authorization: Bearer <token>` with the content of the node's api-token file "
            + "(HOLDFAST_TOKEN_FILE); or use the Unix socket."),
        new(ErrorCodes.NotAllowed, 403, "Not allowed",
            "On the Unix socket: root, the service's own user and members of the group holdfast. "
            + "Tokens and sessions of the web page have a role; `holdfast whoami` shows yours."),
        new(ErrorCodes.HostNotAllowed, 403, "The Host header is not one of this node's",
            "Use 127.0.0.1 or localhost, with the port; names of other machines are refused."),
        new(ErrorCodes.NoSuchAddress, 404, "There is nothing at this address",
            "See /openapi/v1.json for what there is."),
        new(ErrorCodes.WrongMethod, 405, "The address does not take this method",
            "See /openapi/v1.json for what it takes."),
        new(ErrorCodes.DatabaseUnavailable, 503, "The cluster database cannot be reached",
            "Nothing was changed. Try again; "
            + "`holdfast status` on another node shows whether only this one is cut off."),
        new(ErrorCodes.OutcomeUnknown, 503, "It is not known whether the change took effect",
            "Look at the object, then repeat the request if needed; repeating it does no harm."),
        new(ErrorCodes.ChangedMeanwhile, 409, "Somebody else changed it meanwhile",
            "Read it again and decide again; nothing of this request was stored."),
        new(ErrorCodes.NotReachable, 0, "No cluster service answers",
            "Start it (`systemctl start holdfastd`), or name a node with --node or HOLDFAST_NODE."),
        new(ErrorCodes.ServerNotTrusted, 0, "The process behind the socket is not trusted",
            "The socket's server must run as root or as you. Check who made the socket; nothing was sent."),
        new(ErrorCodes.TimedOut, 0, "It did not happen in time",
            "It may still happen. `holdfast status` shows how far it is, `holdfast event list` why; "
            + "--timeout waits longer."),
        new(ErrorCodes.UnknownMember, 400, "A member of the body is not known", "Correct or remove it."),
        new(ErrorCodes.MissingMember, 400, "A required member is missing", "Add it."),
        new(ErrorCodes.WrongValue, 400, "A member has a value that cannot be used", "Give what the message asks for."),
        new(ErrorCodes.BadName, 400, "Not a name",
            "Letters, digits, '-', '_' and '.', starting with a letter or digit, at most 63 characters."),
        new(ErrorCodes.BadQuery, 400, "A query parameter cannot be used", "Give what the detail asks for."),
        new(ErrorCodes.NoWhatIf, 400, "The call has no what-if",
            "Only calls that change the cluster have one; leave --what-if out to carry it out."),
        new(ErrorCodes.NotASavedState, 0, "The file is no saved state",
            "Make one with holdfast state save FILE."),
        new(ErrorCodes.TooManyRequests, 429, "Too many requests",
            "Wait as long as the header Retry-After says; `holdfast event watch` follows without asking again."),
        new(ErrorCodes.TokenExists, 409, "There is a token of this name", "Delete it first, or choose another name."),
        new(ErrorCodes.NoToken, 404, "No such token", "`holdfast token list` shows those of the node that is asked."),
        new(ErrorCodes.PersonExists, 409, "Somebody of this name, or with this certificate, was let in",
            "Remove them first, or choose another name; each person needs a certificate of their own."),
        new(ErrorCodes.NoPerson, 404, "No such person", "`holdfast person list` shows who was let in."),
        new(ErrorCodes.BadCertificate, 0, "The certificate file cannot be used",
            "Give --certificate the file that `holdfast person add NAME --out FILE` wrote."),
        new(ErrorCodes.NotAnApi, 0, "What answered is not a Holdfast API", "Check the address given by --node."),
    ];

    private static ErrorMeaning[] Nodes() =>
    [
        new(ErrorCodes.NoNode, 404, "No such node", "`holdfast node list` shows those there are."),
        new(ErrorCodes.OwnerNotReachable, 503, "The node that has to answer does not",
            "Only the resource's owner, or the node itself, can. Try again; if the node is dead, its groups move "
            + "soon."),
        new(ErrorCodes.NodeNotDown, 409, "The node is not down",
            "Drain it with `holdfast node pause NAME --drain --wait`, stop its service for good "
            + "(`systemctl disable --now holdfastd`), and wait until it is Down."),
        new(ErrorCodes.NodeOwnsGroups, 409, "The node still owns groups",
            "Wait until they have been taken over. What is blocked there needs the node to be started again, or, if "
            + "the machine is off for good, `holdfast node confirm-dead`; `holdfast group show` says why."),
        new(ErrorCodes.NotDrained, 0, "Something could not be moved away from the node",
            "The reason is shown for each group; the node stays paused, and what can be moved later is moved."),
        new(ErrorCodes.WrongEpoch, 409, "The node is in another epoch",
            "It was started since you looked. `holdfast node show NAME` shows its epoch and whether it is down."),
        new(ErrorCodes.LastPossibleOwner, 409, "The node is a group's only possible owner",
            "Name others first with `holdfast group set NAME --possible-owners`, or delete the group."),
    ];

    private static ErrorMeaning[] Groups() =>
    [
        new(ErrorCodes.GroupExists, 409, "There is a group of this name",
            "Choose another name, or change the one there is."),
        new(ErrorCodes.NoGroup, 404, "No such group", "`holdfast group list` shows those there are."),
        new(ErrorCodes.GroupHasResources, 409, "The group still has resources",
            "Delete them first with `holdfast resource delete`."),
        new(ErrorCodes.GroupNotOffline, 409, "The group is not offline", "`holdfast group offline NAME --wait` first."),
        new(ErrorCodes.MoveRefused, 409, "The group cannot be moved there",
            "The detail says why; `holdfast node list` shows which nodes are up and not paused."),
        new(ErrorCodes.GroupFailed, 0, "The group did not get there",
            "The reason is shown; `holdfast event list --group NAME` has the story."),
        new(ErrorCodes.GroupDependencyOnItself, 400, "A group depends on itself", "Remove that dependency."),
        new(ErrorCodes.GroupDependencyCycle, 400, "A group would depend on itself by way of others",
            "Remove one of the dependencies that the message shows."),
        new(ErrorCodes.GroupDependencyTwice, 400, "A group is named twice among the dependencies",
            "Name it once; it cannot be both on the same node and elsewhere."),
        new(ErrorCodes.GroupHasDependents, 409, "Other groups depend on it",
            "Change what they depend on with `holdfast group set NAME --depends-on`, or delete them first."),
        new(ErrorCodes.BadCondition, 400, "Not a condition on node attributes",
            "Write `a=v`, `a!=v`, `a` (the node has it) or `!a` (it has it not)."),
        new(ErrorCodes.PromotedTooMany, 400, "More instances are to be promoted than there are",
            "Promote at most as many as the group has instances; an ordinary group has none."),
        new(ErrorCodes.InstanceNeeded, 409, "The group is parallel",
            "Name one of its instances, such as `web:0`; `holdfast group show NAME` lists them."),
        new(ErrorCodes.PromotedWithoutRoles, 400, "Nothing of the group can be promoted",
            "Set promoted to 0, or add a resource of a type with roles: one whose class has PromoteAsync."),
    ];

    private static ErrorMeaning[] Resources() =>
    [
        new(ErrorCodes.ResourceExists, 409, "There is a resource of this name",
            "Names are unique in the cluster. Choose another, or change the one there is."),
        new(ErrorCodes.NoResource, 404, "No such resource", "`holdfast resource list` shows those there are."),
        new(ErrorCodes.ResourceHasDependents, 409, "Other resources depend on it",
            "Delete those first, or change what they depend on."),
        new(ErrorCodes.ResourceNotOffline, 409, "The resource is not offline",
            "`holdfast resource offline NAME --wait` first."),
        new(ErrorCodes.UnknownProperty, 400, "The type has no such property",
            "`holdfast type show TYPE` lists its properties."),
        new(ErrorCodes.BadProperty, 400, "A property has a value that the type does not take",
            "Give what the message asks for; `holdfast type show TYPE` lists the properties."),
        new(ErrorCodes.MissingProperty, 400, "A property that the type requires is missing",
            "Set it with --set Name=value."),
        new(ErrorCodes.ResourceNotOwned, 409, "No node owns the resource's group now",
            "Bring the group online first, or wait until it has been taken over."),
        new(ErrorCodes.OperationFailed, 409, "The owner could not do it", "The detail is the owner's reason."),
        new(ErrorCodes.NoControl, 404, "The type has no such control call",
            "`holdfast type show TYPE` lists its controls."),
        new(ErrorCodes.GroupWantedOffline, 409, "The resource's group is wanted offline",
            "`holdfast group online GROUP` brings the group with its resources online."),
        new(ErrorCodes.ResourceFailed, 0, "The resource did not get there",
            "The reason is shown; `holdfast event list --resource NAME` has the story."),
    ];

    private static ErrorMeaning[] Dependencies() =>
    [
        new(ErrorCodes.DependencyUnknown, 400, "It depends on a resource that does not exist",
            "Create that resource first, or name another."),
        new(ErrorCodes.DependencyElsewhere, 400, "It depends on a resource of another group",
            "Dependencies stay within a group; put both into one."),
        new(ErrorCodes.DependencyOnItself, 400, "It depends on itself", "Remove that dependency."),
        new(ErrorCodes.DependencyCycle, 400, "It would depend on itself by way of others",
            "Remove one of the dependencies that the message shows."),
        new(ErrorCodes.DependencyEmpty, 400, "A list of alternatives is empty", "Name a resource in it, or remove it."),
        new(ErrorCodes.DependencyTwice, 400, "A list of alternatives names a resource twice", "Name it once."),
        new(ErrorCodes.DependenciesTooMany, 400, "It names too many dependencies", "Name at most 100."),
    ];

    private static ErrorMeaning[] Types() =>
    [
        new(ErrorCodes.TypeExists, 409, "The type is registered with another package",
            "`holdfast type upgrade NAME PATH` replaces the package without interruption."),
        new(ErrorCodes.NoType, 404, "No such resource type", "`holdfast type list` shows those that are registered."),
        new(ErrorCodes.TypeInUse, 409, "Resources use the type", "Delete those resources first."),
        new(ErrorCodes.NoPackage, 404, "This node does not hold the package",
            "Ask another node; `holdfast type show` says which have it."),
        new(ErrorCodes.PackageRefused, 400, "The package cannot be registered",
            "The detail says what is wrong with it; see docs/write-a-resource-dll.md."),
        new(ErrorCodes.TypeBuiltIn, 409, "The type is built in", "Built-in types come and go with Holdfast itself."),
        new(ErrorCodes.TypeNotInPackage, 400, "The package does not hold this type",
            "An upgrade must bring every type that the old package brought and that is in use."),
    ];

    private static ErrorMeaning[] Fencing() =>
    [
        new(ErrorCodes.NoFenceDevice, 404, "No such fence device", "`holdfast fence device list` shows them."),
        new(ErrorCodes.FenceDeviceExists, 409, "There is a fence device of this name",
            "Remove it first, or choose another name."),
        new(ErrorCodes.AgentRefused, 400, "The fence agent cannot be used",
            "`holdfast fence agents` shows those that are installed; the agent must belong to root and be writable by "
            + "root alone."),
        new(ErrorCodes.NodeWithoutDevice, 409, "No device can power the node off",
            "Add one: `holdfast fence device add`; or power it off by hand, then `holdfast node confirm-dead NODE`."),
        new(ErrorCodes.FencesHeld, 409, "Too many nodes were powered off lately",
            "Find out why first. Then wait, or power the node off by hand and `holdfast node confirm-dead NODE`."),
        new(ErrorCodes.LastOfQuorum, 409, "The cluster database would lose its majority",
            "Bring back the members that do not answer; --yes powers the node off all the same."),
        new(ErrorCodes.NodeIsOff, 409, "The node was powered off already", "Power it on to have it join again."),
    ];

    private static ErrorMeaning[] Machines() =>
    [
        new(ErrorCodes.JoinRefused, 403, "The machine may not join",
            "Make a token with `holdfast cluster token` on a node; it works once, for a short time, and for one role."),
        new(ErrorCodes.NotAcrossMachines, 409, "The cluster was not made for several machines",
            "Only a cluster made with `holdfast cluster create` takes machines and has certificates for them."),
        new(ErrorCodes.TooManyTries, 429, "Too many tries to join", "Wait a minute, then try again."),
        new(ErrorCodes.MachineExists, 409, "A machine of this name is in the cluster",
            "Join under another --name, or remove the old one first: `holdfast node evict NAME`, or "
            + "`holdfast cluster remove NAME` for a witness."),
        new(ErrorCodes.MembersRefused, 409, "The members of the cluster database cannot be changed now",
            "The detail is etcd's reason; `holdfast cluster status` shows who answers."),
        new(ErrorCodes.NoMachine, 404, "No such machine", "`holdfast cluster status` lists them."),
        new(ErrorCodes.NodeNotEvicted, 409, "The machine is a node of the cluster",
            "`holdfast node evict NAME` removes a node, its vote included."),
        new(ErrorCodes.MachinePrepared, 409, "This machine belongs to a cluster already",
            "Remove it there first, then its settings file and data folder; or name others with --config and --data."),
        new(ErrorCodes.MemberNotReady, 503, "This machine's member of the cluster database does not work",
            "The detail and its log say why: often a port that is taken or closed by a firewall."),
        new(ErrorCodes.WrongAuthority, 403, "What answers there is not the cluster that the token is of",
            "Check the address. If it is right, somebody is between: nothing secret was sent."),
        new(ErrorCodes.NotAToken, 400, "It is no join token", "Give what `holdfast cluster token` printed, whole."),
        new(ErrorCodes.NoMemberProgram, 400, "The etcd program is not there",
            "Install the package etcd-server, or name the program with --etcd-binary."),
        new(ErrorCodes.ServiceNotReady, 503, "The service was started but does not answer",
            "Its output says why; the detail names the file."),
        new(ErrorCodes.BackupDamaged, 400, "The file is no backup that can be used",
            "Take another copy of it; what the detail says is wrong with this one."),
        new(ErrorCodes.BackupOlder, 409, "The backup is older than what there is",
            "What changed since would be lost; --accept-older restores it all the same."),
        new(ErrorCodes.QuorumHolds, 409, "There is nothing to force",
            "More than half of the members answer, or others do that may still have the newer data; "
            + "`holdfast cluster status` shows them."),
        new(ErrorCodes.ClusterExists, 409, "The database holds a cluster already",
            "Join that one, or name another prefix after the last URL of --etcd."),
    ];
}
