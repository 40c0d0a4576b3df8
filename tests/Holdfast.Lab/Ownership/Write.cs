namespace Holdfast.Lab.Ownership;

/// <summary>One line of the resource that proves its ownership.</summary>
/// <param name="Node">Who wrote.</param>
/// <param name="Generation">In which generation of the group.</param>
/// <param name="Count">The count that it acknowledged by this line.</param>
/// <param name="AtMs">When: ms since the machine was booted (CLOCK_BOOTTIME).</param>
/// <param name="Request">The number of the client's request that it was; null where it counted on by itself.</param>
public sealed record Write(string Node, long Generation, long Count, long AtMs, long? Request = null);

/// <summary>An increment that a client was told of.</summary>
/// <param name="Request">The number that the client gave it.</param>
/// <param name="Count">The count that it was told.</param>
/// <param name="Generation">The generation that answered.</param>
/// <param name="AtMs">When the answer came: ms since the machine was booted.</param>
public sealed record Acknowledged(long Request, long Count, long Generation, long AtMs);
