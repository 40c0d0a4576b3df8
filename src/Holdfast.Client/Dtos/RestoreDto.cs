namespace Holdfast.Client.Dtos;

/// <summary>What became of a restore.</summary>
public sealed record RestoreDto
{
    /// <summary>The revision that the backup was taken at.</summary>
    public required long Revision { get; init; }

    /// <summary>When it was taken.</summary>
    public required DateTimeOffset TakenAt { get; init; }

    /// <summary>The groups that there are now.</summary>
    public required IReadOnlyList<string> Groups { get; init; }

    /// <summary>How many resources there are now.</summary>
    public required int Resources { get; init; }

    /// <summary>The types that are registered now.</summary>
    public required IReadOnlyList<string> Types { get; init; }

    /// <summary>Types whose package no node holds; <c>type upgrade</c> brings it.</summary>
    public required IReadOnlyList<string> TypesWithoutPackage { get; init; }

    /// <summary>Nodes of the backup that are not in the cluster; what was said of them was not restored.</summary>
    public required IReadOnlyList<string> NodesPassedOver { get; init; }

    /// <summary>Who may use the cluster from other machines now.</summary>
    public IReadOnlyList<string> People { get; init; } = [];

    /// <summary>The fence devices that there are now.</summary>
    public IReadOnlyList<string> FenceDevices { get; init; } = [];

    /// <summary>Fence devices that are not as the backup has them, since nobody said that the machines are those of
    /// the backup.</summary>
    public IReadOnlyList<string> FenceDevicesPassedOver { get; init; } = [];
}
