namespace Holdfast.ResourceApi.Testing;

/// <summary>A rule that every resource DLL keeps.</summary>
/// <param name="Name">Its name, e.g. <c>OnlineTwice</c>.</param>
/// <param name="Text">The rule.</param>
/// <param name="Advice">What to do when it is broken.</param>
public sealed record ContractRule(string Name, string Text, string Advice)
{
    internal static ContractRule Type { get; } = new(
        "Type",
        "The class is a valid resource type.",
        "Correct the class as the findings say.");

    internal static ContractRule Schema { get; } = new(
        "Schema",
        "Every property has a description, since people set it by that.",
        "Mark it [Property(\"what it is, with its unit\")].");

    internal static ContractRule Properties { get; } = new(
        "Properties",
        "The properties given to the test are valid, and are the same after they were written and read.",
        "Correct them, or the attributes and Validate; use types that System.Text.Json can write and read.");

    internal static ContractRule Validation { get; } = new(
        "Validation",
        "Validation answers with errors; it never throws and knows no context.",
        "Look only at the properties in Validate, and allow for any value of each.");

    internal static ContractRule OpenStartsNothing { get; } = new(
        "OpenStartsNothing",
        "Open prepares the object and starts nothing.",
        "Move what starts something to OnlineAsync.");

    internal static ContractRule Online { get; } = new(
        "Online",
        "Online succeeds, reports its progress in time, and leaves the resource healthy.",
        "Return from OnlineAsync only when the resource can be used; call Context.ReportStatus while it takes long.");

    internal static ContractRule OnlineTwice { get; } = new(
        "OnlineTwice",
        "Online of a resource that is online changes nothing.",
        "Look with Context.Processes.Find whether it runs before you start it.");

    internal static ContractRule HealthChangesNothing { get; } = new(
        "HealthChangesNothing",
        "A health check looks and changes nothing.",
        "Do not start or stop anything in LooksAliveAsync or IsAliveAsync; the restart policy does.");

    internal static ContractRule Cancellation { get; } = new(
        "Cancellation",
        "A cancelled call returns soon.",
        "Hand the cancellation token to everything you await.");

    internal static ContractRule CloseStopsNothing { get; } = new(
        "CloseStopsNothing",
        "Close frees the object and leaves the resource as it is, for another monitor may take it up.",
        "Stop the resource in OfflineAsync and TerminateAsync only.");

    internal static ContractRule Reattach { get; } = new(
        "Reattach",
        "A new object finds the running resource again: Reattach answers Running and starts nothing.",
        "Find your process with Context.Processes.Find; keep what else you need by Context.SaveAsync in OnlineAsync.");

    internal static ContractRule Promote { get; } = new(
        "Promote",
        "Promote succeeds while the resource is online and leaves it healthy, also when it is promoted already and "
        + "when a new object took it up.",
        "Look whether it is promoted before you promote it; do not rely on what this object remembers.");

    internal static ContractRule Demote { get; } = new(
        "Demote",
        "Demote succeeds, also when the resource is not promoted, and leaves it online and healthy.",
        "End only what PromoteAsync began; allow for nothing to end.");

    internal static ContractRule DeathIsNoticed { get; } = new(
        "DeathIsNoticed",
        "When its processes are killed, the resource reports a failure or its health check fails, and Reattach "
        + "does not answer Running.",
        "Look at HasExited, or leave OnProcessExited, IsAliveAsync and ReattachAsync to their defaults.");

    internal static ContractRule Restart { get; } = new(
        "Restart",
        "After Terminate the resource can come online again.",
        "Free in TerminateAsync what OnlineAsync takes (ports, files, locks).");

    internal static ContractRule Offline { get; } = new(
        "Offline",
        "After Offline nothing of the resource runs, and no failure was reported.",
        "Stop everything that OnlineAsync started; Context.Processes.StopAllAsync stops all processes.");

    internal static ContractRule OfflineTwice { get; } = new(
        "OfflineTwice",
        "Offline and Terminate of a resource that is offline succeed.",
        "Allow for nothing to stop.");

    internal static ContractRule Terminate { get; } = new(
        "Terminate",
        "Terminate leaves nothing running, whatever is in progress.",
        "Override TerminateAsync only to do more than the default, and call base.TerminateAsync.");

    /// <summary>"Online: Online succeeds, ...".</summary>
    public override string ToString() => $"{Name}: {Text}";
}
