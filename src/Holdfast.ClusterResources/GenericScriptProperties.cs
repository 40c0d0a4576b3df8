using System.ComponentModel.DataAnnotations;
using Holdfast.ResourceApi;

namespace Holdfast.ClusterResources;

/// <summary>The commands of a Generic Script, one for each entry point. Exit code 0 means that all is well.</summary>
public sealed record GenericScriptProperties
{
    /// <summary>Starts it.</summary>
    [Property("Command line that starts it and ends when it can be used"), Required]
    public string Online { get; init; } = "";

    /// <summary>Tells whether it works.</summary>
    [Property("Command line that ends with exit code 0 while it works", AppliesAtOnce = true), Required]
    public string IsAlive { get; init; } = "";

    /// <summary>Stops it.</summary>
    [Property("Command line that stops it; without one, its processes are asked to end")]
    public string? Offline { get; init; }

    /// <summary>Tells quickly whether it seems to work.</summary>
    [Property("Command line of a quick check; without one there is none", AppliesAtOnce = true)]
    public string? LooksAlive { get; init; }

    /// <summary>Stops it by force.</summary>
    [Property("Command line that stops it by force; its processes are killed in any case")]
    public string? Terminate { get; init; }

    /// <summary>Tells whether it still runs after a monitor's death.</summary>
    [Property("Command line that ends with exit code 0 if it still runs after a monitor's death; without one "
        + "IsAlive is asked")]
    public string? Reattach { get; init; }

    /// <summary>The commands' environment.</summary>
    [Property("Environment variables added to the node's own")]
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Where the commands start.</summary>
    [Property("Folder in which the commands start")]
    public string? WorkingDirectory { get; init; }

    /// <summary>How long Online and Offline may take.</summary>
    [Property("How long Online and Offline may take", AppliesAtOnce = true)]
    public TimeSpan PendingTimeout { get; init; } = TimeSpan.FromSeconds(150);

    /// <summary>How long the other commands may take.</summary>
    [Property("How long each other command may take", AppliesAtOnce = true)]
    public TimeSpan CheckTimeout { get; init; } = TimeSpan.FromSeconds(20);
}
