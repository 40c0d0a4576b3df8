namespace Holdfast.Client.Dtos;

/// <summary>A device that can power nodes off. Durations are written <c>250ms</c>, <c>10s</c>, <c>5min</c>.</summary>
public sealed record FenceDeviceDto
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Name or path of the fence agent that talks to it.</summary>
    public required string Agent { get; init; }

    /// <summary>What the agent is told; passwords and their like are shown as <c>(secret)</c>.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    /// <summary>The nodes that it can power off, and what each is called on it: as they were named, or as it listed
    /// them itself.</summary>
    public required IReadOnlyDictionary<string, string> Hosts { get; init; }

    /// <summary><c>Static</c>: they were named; <c>List</c>: it is asked for them.</summary>
    public required string HostCheck { get; init; }

    /// <summary>When it listed them last; null if it is not asked, or never said.</summary>
    public required DateTimeOffset? ListedAt { get; init; }

    /// <summary>The node that asked it for them last; empty if none did.</summary>
    public required string AskedBy { get; init; }

    /// <summary>What is wrong with its last list; empty if nothing is.</summary>
    public required string Trouble { get; init; }

    /// <summary>The name under which the agent takes that: <c>plug</c> or <c>port</c>.</summary>
    public required string PlugArgument { get; init; }

    /// <summary>1 to 9; 1 is tried first. All devices of a level must succeed.</summary>
    public required int Level { get; init; }

    /// <summary><c>Off</c> or <c>Reboot</c>.</summary>
    public required string Action { get; init; }

    /// <summary><c>None</c> of a device that powers nodes off. Of one that cuts them off, who has it let them in again
    /// once they have joined anew: <c>Coordinator</c>, or the <c>Node</c> itself.</summary>
    public required string Unfencing { get; init; }

    /// <summary>How long one action may take, all its tries together.</summary>
    public required string Timeout { get; init; }

    /// <summary>How often an action that failed is tried again.</summary>
    public required int Retries { get; init; }

    /// <summary>Waited before a node is powered off.</summary>
    public required string Delay { get; init; }

    /// <summary>Up to so much more is waited, by chance.</summary>
    public required string DelayRandomMax { get; init; }

    /// <summary>So much more is waited before these nodes are powered off.</summary>
    public required IReadOnlyDictionary<string, string> NodeDelays { get; init; }

    /// <summary>So much more is waited before the node is powered off that owns the most, by its groups' priorities.
    /// </summary>
    public string PriorityDelay { get; init; } = "0s";

    /// <summary>Who added it.</summary>
    public required string AddedBy { get; init; }

    /// <summary>Changes with every edit; give it as <c>?revision=</c> to be refused after others' edits.</summary>
    public required long Revision { get; init; }
}

/// <summary>A fence agent that is installed on the node that was asked.</summary>
public sealed record FenceAgentDto
{
    /// <summary>Its name, as <c>fence device add --agent</c> takes it.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for, in its own words.</summary>
    public required string Summary { get; init; }

    /// <summary>The names that it takes.</summary>
    public required IReadOnlyList<string> Parameters { get; init; }

    /// <summary>What it can do.</summary>
    public required IReadOnlyList<string> Actions { get; init; }

    /// <summary>Why it cannot be used; empty if it can.</summary>
    public required string Trouble { get; init; }
}

/// <summary>What came of a test of a device: nothing was switched.</summary>
public sealed record FenceTestDto
{
    /// <summary>Its name.</summary>
    public required string Device { get; init; }

    /// <summary>The node that asked the device.</summary>
    public required string AskedBy { get; init; }

    /// <summary>Whether everything answered.</summary>
    public required bool Works { get; init; }

    /// <summary>What the device itself answered; empty if all is well.</summary>
    public required string Trouble { get; init; }

    /// <summary>The nodes that it can power off.</summary>
    public required IReadOnlyList<FenceTestHostDto> Hosts { get; init; }
}

/// <summary>What a device says of one node's power.</summary>
public sealed record FenceTestHostDto
{
    /// <summary>The node.</summary>
    public required string Node { get; init; }

    /// <summary>What it is called on the device.</summary>
    public required string Plug { get; init; }

    /// <summary><c>On</c>, <c>Off</c> or <c>Unknown</c>.</summary>
    public required string Power { get; init; }

    /// <summary>Why it is unknown; empty if it is not.</summary>
    public required string Trouble { get; init; }
}

/// <summary>The last power-off of a node, from the intent to its confirmation.</summary>
public sealed record FenceDto
{
    /// <summary>The node that is powered off.</summary>
    public required string Node { get; init; }

    /// <summary>The node's epoch that it is about, and no other.</summary>
    public required long Epoch { get; init; }

    /// <summary>Tells it from the node's other power-offs.</summary>
    public required string Id { get; init; }

    /// <summary><c>Held</c>, <c>Intended</c>, <c>Running</c>, <c>Confirmed</c>, <c>Failed</c> or
    /// <c>Withdrawn</c>.</summary>
    public required string Phase { get; init; }

    /// <summary>Who wanted it.</summary>
    public required string By { get; init; }

    /// <summary>Why, in words.</summary>
    public required string Reason { get; init; }

    /// <summary>Which node carries it out, or did last.</summary>
    public required string Holder { get; init; }

    /// <summary>The level that was tried last.</summary>
    public required int Level { get; init; }

    /// <summary>How often it was begun.</summary>
    public required int Attempts { get; init; }

    /// <summary>The devices that did it; empty until it is confirmed.</summary>
    public required string Devices { get; init; }

    /// <summary>What came of it last, in words.</summary>
    public required string Text { get; init; }

    /// <summary>When it was first wanted.</summary>
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>When it last went on.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>When one that failed is begun again; null for never.</summary>
    public required DateTimeOffset? NextTryAt { get; init; }

    /// <summary>The devices that cut the node off and have not let it in again yet; it is given nothing until they
    /// have.</summary>
    public required IReadOnlyList<string> CutBy { get; init; }

    /// <summary>Why letting it in failed last; empty if it did not.</summary>
    public required string LetInTrouble { get; init; }

    /// <summary>When that is tried again; null for at once.</summary>
    public required DateTimeOffset? LetInNextTryAt { get; init; }

    /// <summary>What happened, oldest first, of this one and of those before it.</summary>
    public required IReadOnlyList<FenceNoteDto> Notes { get; init; }
}

/// <summary>Something that happened to a power-off.</summary>
public sealed record FenceNoteDto
{
    /// <summary>By the clock of who wrote it.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The node or person.</summary>
    public required string Who { get; init; }

    /// <summary>What happened.</summary>
    public required string Text { get; init; }
}
