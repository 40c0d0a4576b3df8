namespace Holdfast.Simulation.World;

/// <summary>Ways to break the owner's part of the protocol on purpose.</summary>
internal sealed record OwnerFaults
{
    public static OwnerFaults None { get; } = new();

    /// <summary>A group is reported stopped while a start of it is in flight.</summary>
    public bool StopStartRace { get; init; }

    /// <summary>Neither the service nor the guard looks at its authority before it starts something.</summary>
    public bool NoAuthorityCheckAtStart { get; init; }
}
