using Holdfast.Core.Collections;

namespace Holdfast.Core.Configuration;

/// <summary>
/// A device that can power nodes off, and the fence agent that talks to it: key <c>config/fence/&lt;device&gt;</c>.
/// </summary>
public sealed record FenceDeviceConfig : StoredRecord
{
    public required string Name { get; init; }

    /// <summary>The agent's name, such as <c>fence_ipmilan</c>, or the absolute path of its program.</summary>
    public required string Agent { get; init; }

    /// <summary>What the agent is told of the device, by the names of its own metadata; passwords too.</summary>
    public ValueMap<string> Parameters { get; init; } = ValueMap<string>.Empty;

    /// <summary>How it is known which nodes it can power off.</summary>
    public FenceHostCheck HostCheck { get; init; } = FenceHostCheck.Static;

    /// <summary>
    /// The nodes that it can power off, and what each is called on the device: its plug. Empty where the device is
    /// asked.
    /// </summary>
    public ValueMap<string> Hosts { get; init; } = ValueMap<string>.Empty;

    /// <summary>The name under which the agent takes the plug: <c>plug</c> or <c>port</c>.</summary>
    public string PlugArgument { get; init; } = "plug";

    /// <summary>1 is tried first; all devices of a level must succeed, else the next level is tried.</summary>
    public int Level { get; init; } = 1;

    public FenceAction Action { get; init; } = FenceAction.Off;

    /// <summary>Who lets a node in again, of a device that does not power nodes off but cuts them off.</summary>
    public Unfencing Unfencing { get; init; } = Unfencing.None;

    /// <summary>How long one action may take, all its tries together.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often an action that failed is tried again, within <see cref="Timeout"/>.</summary>
    public int Retries { get; init; } = 1;

    /// <summary>Waited before a node is powered off.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Up to so much more is waited, by chance.</summary>
    public TimeSpan DelayRandomMax { get; init; }

    /// <summary>
    /// So much more is waited before this node is powered off: of two nodes that would fence each other, the one with
    /// the longer delay lives.
    /// </summary>
    public ValueMap<TimeSpan> NodeDelays { get; init; } = ValueMap<TimeSpan>.Empty;

    /// <summary>
    /// So much more is waited before the node is powered off that owns the most by its groups' priorities: of two that
    /// would fence each other, the one that does more lives.
    /// </summary>
    /// <remarks>After Pacemaker's priority-fencing-delay.</remarks>
    public TimeSpan PriorityDelay { get; init; }

    /// <summary>Who added it.</summary>
    public string AddedBy { get; init; } = "";
}

/// <summary>How it is known which nodes a device can power off.</summary>
public enum FenceHostCheck
{
    /// <summary>Somebody said so: <see cref="FenceDeviceConfig.Hosts"/>.</summary>
    Static,

    /// <summary>The device itself lists its plugs; a node is meant by its name.</summary>
    List,
}

/// <summary>What is done to a node that must be stopped from outside.</summary>
public enum FenceAction
{
    /// <summary>It is powered off and stays so.</summary>
    Off,

    /// <summary>It is powered off, and powered on again once that is confirmed.</summary>
    Reboot,
}

/// <summary>Who lets a node in again that a device cut off, once the node has joined anew.</summary>
public enum Unfencing
{
    /// <summary>Nobody: the device powers nodes off, and a node that comes back has power.</summary>
    None,

    /// <summary>The coordinator has the device do it.</summary>
    Coordinator,

    /// <summary>The node itself: the agent must be run there.</summary>
    Node,
}
