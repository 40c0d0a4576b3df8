namespace Holdfast.Simulation.World;

/// <summary>Ways to break the owner's part of the protocol on purpose.</summary>
internal sealed record OwnerFaults
{
    public static OwnerFaults None { get; } = new();

    /// <summary>A group is reported stopped while a start of it is in flight.</summary>
    public bool StopStartRace { get; init; }

    /// <summary>Neither the service nor the guard looks at its authority before it starts something.</summary>
    public bool NoAuthorityCheckAtStart { get; init; }

    /// <summary>What a group's record wants is done, also when it is assigned to somebody else by then.</summary>
    public bool AssignmentThatIsOverFollowed { get; init; }

    /// <summary>What is still dying of an earlier guard of the group is taken for gone.</summary>
    public bool NoGroupLock { get; init; }

    /// <summary>
    /// Guards are asked for the lease as it was when they were first asked, though it slides meanwhile.
    /// </summary>
    public bool ConfirmationOfAFixedTime { get; init; }
}
