using System.ComponentModel.DataAnnotations;
using Holdfast.ResourceApi;

namespace Holdfast.ClusterResources.Addresses;

/// <summary>What can be set of an <see cref="IpAddress"/>.</summary>
public sealed record IpAddressProperties
{
    /// <summary>The address.</summary>
    [Property("IPv4 or IPv6 address that moves with the group, such as 10.0.0.50 or 2001:db8::50")]
    public required string Address { get; init; }

    /// <summary>How many bits of it name the network.</summary>
    [Property("Length of the network's prefix; by default that of the interface's own address"), Range(1, 128)]
    public int? PrefixLength { get; init; }

    /// <summary>The network interface.</summary>
    [Property("Network interface; by default the one with an address in the same network")]
    public string? Interface { get; init; }

    /// <summary>Whether to look for others first.</summary>
    [Property("Whether to make sure first that nobody else in the network has the address")]
    public bool DetectDuplicates { get; init; } = true;

    /// <summary>How often it is announced after it was taken.</summary>
    [Property("How many times the address is announced to the network after it was taken, half a second apart",
        AppliesAtOnce = true), Range(1, 60)]
    public int Announcements { get; init; } = 6;
}
