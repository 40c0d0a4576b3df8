namespace Holdfast.Client.Requests;

/// <summary>A node asks another one to write its own record for it.</summary>
public sealed record RenewalRequest
{
    /// <summary>The record, as it is stored.</summary>
    public required string Record { get; init; }

    /// <summary>The revision that it was made from, and is compared with.</summary>
    public required long Revision { get; init; }
}

/// <summary>A node asks another one to agree that it goes on.</summary>
public sealed record AgreementRequest
{
    /// <summary>The epoch in which the asking node goes on.</summary>
    public required long AskerEpoch { get; init; }

    /// <summary>The epoch in which it knows the node that it asks.</summary>
    public required long MemberEpoch { get; init; }
}
