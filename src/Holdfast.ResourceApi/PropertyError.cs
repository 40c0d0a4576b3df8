namespace Holdfast.ResourceApi;

/// <summary>Something wrong with the properties that somebody wants to set.</summary>
/// <param name="Property">The property's name; empty if it is about several.</param>
/// <param name="Message">What is wrong and what would be right.</param>
public sealed record PropertyError(string Property, string Message)
{
    /// <summary>"Port: must be between 1 and 65535".</summary>
    public override string ToString() => Property.Length == 0 ? Message : $"{Property}: {Message}";
}
