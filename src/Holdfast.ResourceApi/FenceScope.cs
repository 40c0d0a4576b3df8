namespace Holdfast.ResourceApi;

/// <summary>What protection a resource needs before another node may take it over from a node that has died.</summary>
public enum FenceScope
{
    /// <summary>
    /// All of it lives in processes started through <see cref="ResourceContext.Processes"/>, which die with their
    /// node's authority.
    /// </summary>
    Process,

    /// <summary>
    /// It also holds a network address, which the kernel withdraws before <see cref="ResourceContext.AuthorityLeft"/>
    /// is over.
    /// </summary>
    Address,

    /// <summary>Only the end of the whole node frees what it holds.</summary>
    Node,
}
